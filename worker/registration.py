"""The lifecycles that a worker runs, one workflow type each."""

from workflows.cold_transfer.workflow import ColdTransfer
from workflows.complaints.workflow import Complaint
from workflows.ownership.workflow import CustomerOwnership
from workflows.personalised_services.workflow import PersonalisedServicesCase
from workflows.restrictions.workflow import ServiceRestriction

LIFECYCLES = (
    Complaint,
    PersonalisedServicesCase,
    ServiceRestriction,
    CustomerOwnership,
    ColdTransfer,
)
