"""Restrictions of customers whom Personalised Services manages."""

from tests.steps.personalised_services.conftest import refer, roads, team

__all__ = ["refer", "roads", "team"]
