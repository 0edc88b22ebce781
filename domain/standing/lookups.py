"""What may be asked in any kind of case about what may happen at any time."""

from domain.lookups import Lookup

DIED = Lookup("died")
"""Whether the customer was reported to have died, and the report stands."""

DEATHS = Lookup("deaths")
"""Who is said to have died, by the work in which somebody sees to it, done or not: customers, by
task. Of a report that was a mistake nothing is left."""
