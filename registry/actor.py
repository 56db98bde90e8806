"""Who acts, in which roles, for which departments, through which door."""

from __future__ import annotations

from dataclasses import dataclass, field

from registry.kinds import Door, Role


@dataclass(frozen=True)
class Actor:
    """The one on whose account a change is written. `person_id` is None for the system itself.

    `grants` says which role counts for which department; None: each role counts for all of `department_ids`.
    """

    name: str
    door: Door
    person_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    department_ids: frozenset[int] = field(default_factory=frozenset)
    is_system: bool = False
    grants: frozenset[tuple[Role, int]] | None = None

    def departments_as(self, roles: frozenset[Role]) -> frozenset[int]:
        """Return the departments for which the actor holds one of `roles`."""
        if self.grants is None:
            return self.department_ids if self.roles & roles else frozenset()
        return frozenset(department for role, department in self.grants if role in roles)

    @classmethod
    def system(cls, door: Door = Door.FLOW) -> Actor:
        """Return the actor of flows and repair commands: it may prepare, remind and count, never decide for a person."""
        return cls(name="Torenkamer", door=door, is_system=True)
