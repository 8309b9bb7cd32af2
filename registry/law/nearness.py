"""How near two words are: letters to add, drop, change, or swap with their neighbour (optimal string alignment)."""


def distance(one: str, other: str, most: int) -> int:
    """The number of such steps from one word to the other; `most` + 1 for anything farther than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, wanted in enumerate(other, 1):
            steps = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                steps = min(steps, earlier[place - 2] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def allowed(word: str) -> int:
    """How far a misspelling may be from what was meant: of short syllables nearly all are two steps apart."""
    return 1 if len(word) <= 4 else 2
