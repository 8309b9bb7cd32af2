"""All tables. Import from here, so that the metadata is whole."""

from registry.counting.rules import Channel, Kind, Tallied
from registry.store.tables.authorities import Field, Issuer, IssuerName, Signer, Succession, Type
from registry.store.tables.columns import Base, now
from registry.store.tables.documents import (
    LEFT_DRAFT,
    Audience,
    Document,
    DocumentField,
    DocumentIssuer,
    DocumentSigner,
    State,
)
from registry.store.tables.files import (
    CitationFound,
    File,
    FilePassword,
    FileVersion,
    Outcome,
    Page,
    Preview,
    ReadingFacts,
    Refusal,
    RefusalKind,
    Role,
)
from registry.store.tables.people import ApiToken, IdempotencyKey, Rank, SignIn, SignInFailure, User
from registry.store.tables.ratings import Rating
from registry.store.tables.relations import EffectFate, EffectPeriod, Relation, Settled
from registry.store.tables.renditions import Rendition
from registry.store.tables.search import SearchEntry, TitleWord
from registry.store.tables.usage import (
    OpeningBalance,
    SealedDay,
    SiteDay,
    UsageDay,
    UsageEvent,
    UsageStanding,
    UsageTally,
    UsageTotal,
    Visit,
    VisitorSalt,
)
from registry.store.tables.work import Change, ChangeAudience, Progress, Work

__all__ = [
    "LEFT_DRAFT", "ApiToken", "Audience", "Base", "Change", "ChangeAudience", "Channel", "CitationFound", "Document",
    "DocumentField", "DocumentIssuer", "DocumentSigner", "EffectFate", "EffectPeriod", "Field", "File", "FilePassword", "FileVersion",
    "IdempotencyKey", "Issuer", "IssuerName", "Kind", "OpeningBalance", "Outcome", "Page", "Preview", "Progress",
    "Rank", "Rating", "ReadingFacts", "Refusal", "RefusalKind", "Relation", "Rendition", "Role", "SealedDay", "SearchEntry", "Settled", "SignIn", "SignInFailure",
    "Signer", "SiteDay", "State", "Succession", "Tallied", "TitleWord", "Type",
    "UsageDay", "UsageEvent", "UsageStanding", "UsageTally", "UsageTotal", "User", "Visit", "VisitorSalt", "Work", "now",
]  # fmt: skip
