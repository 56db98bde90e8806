"""Who acts, in which roles, for which departments, through which door."""

from __future__ import annotations

from dataclasses import dataclass, field

from registry.kinds import Door, Role


@dataclass(frozen=True)
class Actor:
    """The one on whose account a change is written. `person_id` is None for the system itself."""

    name: str
    door: Door
    person_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    department_ids: frozenset[int] = field(default_factory=frozenset)
    is_system: bool = False

    @classmethod
    def system(cls, door: Door = Door.FLOW) -> Actor:
        """Return the actor of flows and repair commands: it may prepare, remind and count, never decide for a person."""
        return cls(name="Torenkamer", door=door, is_system=True)
