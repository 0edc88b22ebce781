"""The lifecycles that a worker runs, one workflow type each."""

from workflows.complaints.workflow import Complaint
from workflows.personalised_services.workflow import PersonalisedServicesCase

LIFECYCLES = (Complaint, PersonalisedServicesCase)
