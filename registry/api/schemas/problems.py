"""Errors."""

from pydantic import BaseModel, Field

from registry.api.schemas.common import HOST, ID


class FieldFault(BaseModel):
    field: str = Field(
        description="The field at fault, with dots: `signers.0.name`. `body`: all of it.", examples=["issued_on"]
    )
    message: str = Field(description="A sentence in your language.", examples=["Write a day as YYYY-MM-DD."])


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Which error; described at this address.", examples=[f"{HOST}/api/problems#invalid"])
    title: str = Field(description="The status in words.", examples=["Unprocessable Entity"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(
        description="A sentence in your language.", examples=["Some of what was sent cannot be accepted."]
    )
    errors: list[FieldFault] | None = Field(None, description="With `invalid`: every field at fault.", examples=[[]])
    document: str | None = Field(None, description="With `number-taken`: id of who has it.", examples=[ID])
    reason: str | None = Field(None, description="With `withdrawn`: why.", examples=["Đăng nhầm văn bản"])
    successor: str | None = Field(None, description="With `withdrawn`: id of what took its place.", examples=[ID])
    version: int | None = Field(None, description="With `lost-race`: the version there is now.", examples=[4])
