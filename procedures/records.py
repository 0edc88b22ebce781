"""What the ``records`` of an entry ask to be written down: the system, the name, the fields.

The matrix says it in words; here each step that the product carries out has them as names, field
by field in the matrix's own words, so that nothing is called one thing there and another in the
case database. An entry that has something read is shown by a typed answer, a date by its deadline,
a letter by its PDF: they have no row here.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from procedures.matrix import Step

YEAR = "<year>"  # stands for four figures in a name
_DATE = re.compile(r"[\w-]+( due)? date(, met or missed)?")
_PLAIN_NAME = re.compile(r"redacted record \(plain name (\w+)\)")

COMPLAINT, CUBA, PORTAL = "Complaint record", "Cuba", "PS Portal"
CIMS, CIRT, EMAIL = "CIMS", "CIRT", "Email"


class Demand(NamedTuple):
    """One record that a step leaves; ``at`` is the step that writes it, where another does."""

    system: str
    name: str
    fields: tuple[str, ...] = ()
    at: str | None = None

    def names(self, system: str, name: str) -> bool:
        """Tell whether a record is the one that is asked for."""
        pattern = re.escape(self.name).replace(re.escape(YEAR), r"\d{4}")
        return system == self.system and re.fullmatch(pattern, name) is not None


DEMANDS: Mapping[str, tuple[Demand, ...]] = MappingProxyType(
    {
        # Written complaints. Where the entry names no system it means the complaint itself.
        "WC-S1a": (Demand(COMPLAINT, "channel_of_receipt", ("channel",)),),
        "WC-S2a": (
            Demand(
                CUBA, "View Correspondence", ("date_received", "channel", "category", "document")
            ),
        ),
        "WC-S2b": (Demand(CUBA, "Potential Complaint Received", ("queued_to",)),),
        "WC-S3a": (Demand(COMPLAINT, "assessment", ("result", "officer", "time")),),
        "WC-S3c": (Demand(COMPLAINT, "consultation", ("who_was_consulted", "when", "agreed")),),
        "WC-S3d": (Demand(COMPLAINT, "link", ("correspondence", "existing_complaint_or_enquiry")),),
        "WC-S3f": (Demand(COMPLAINT, "agreed_handling", ("approach", "owner")),),
        "WC-S3g": (Demand(COMPLAINT, "privacy_flag", ("privacy",)),),
        "WC-S3h": (Demand(COMPLAINT, "aggression_flag", ("aggression",)),),
        "WC-S3i": (Demand(COMPLAINT, "level", ("level", "reason", "deciding_officer")),),
        "WC-S3j": (Demand(COMPLAINT, "complaint_category", ("category",)),),
        "WC-S3k": (Demand(COMPLAINT, "first_contact_resolution", ("achieved",)),),
        "WC-S3l": (Demand(COMPLAINT, "level_1_checklist", ("items", "officer", "time")),),
        "WC-S3m": (
            Demand(COMPLAINT, "acknowledgement_letter", ("letter_copy", "issue_date", "officer")),
        ),
        "WC-S3o": (Demand(COMPLAINT, "exemption", ("exemption_code", "deciding_officer")),),
        "WC-S4b": (Demand("Personalised Services", "psso_notified", ("complaint", "ps_case")),),
        "WC-S5a": (
            Demand(
                "Allocation register",
                f"Allocation {YEAR}",
                ("complaint", "customer", "date", "level", "owner"),
            ),
        ),
        "WC-S5b": (Demand("Allocation register", f"Allocation {YEAR}", ("share_drive",)),),
        # The background, where the entry names no system: Cuba, or the product itself.
        "BG-SCOPE": (Demand("Casebound", "procedure_version", ("procedure", "valid_from")),),
        "BG-OBJ-a": (Demand(CUBA, "owner", ("owner", "customer")),),
        "BG-OBJ-g": (Demand("Casebound", "systemic_issue_log", ("issue",)),),
        "BG-REF": (Demand(COMPLAINT, "referral", ("customer",)),),
        "BG-PORO-a": (Demand(CUBA, "authentication_result", ("customer", "result")),),
        "BG-MANDATE": (Demand(CUBA, "consultation_noted"),),
        # Resources.
        "RES-T1-S1": (Demand(CUBA, "ps_documentation_list", ("documentation_list",)),),
        "RES-T1-S2a": (Demand(CUBA, "cmp_window", ("stacking_document_date",)),),
        "RES-T1-S2b": (Demand(CUBA, "ps_notes_window"),),
        "RES-T1-S2c": (Demand(CUBA, "referral_reason_notepad", ("reason",)),),
        "RES-T1-S2d": (Demand(CUBA, "case_review_notepad", ("review",)),),
        "RES-T1-S2e": (Demand(CUBA, "ps_stacking_document", ("heading",)),),
        "RES-T1-S2f": (
            Demand(CUBA, "discussion_notepad", ("options", "commitments", "timeframes")),
        ),
        "RES-T1-S2g": (
            Demand(
                CUBA, "ps_stacking_document", ("review", "recommendation", "approval", "letter")
            ),
        ),
        "RES-T1-S2h": (Demand(CUBA, "ps_stacking_document", ("exit_decision",)),),
        "RES-T1-S2i": (Demand(CUBA, "pointer_notepad", ("pointer",)),),
        "RES-T2-S3b": (Demand(CUBA, "review"),),
        "RES-T2-S3c": (Demand(CUBA, "action"),),
        "RES-T2-S3d": (Demand(CUBA, "referral"),),
        "RES-T3-S3b": (Demand(CUBA, "review"),),
        "RES-T3-S3f": (Demand(CUBA, "collaboration_note"),),
        "RES-T3-S3d": (Demand(CUBA, "commitments", ("customer", "times")),),
        "RES-T3-S3e": (Demand(CUBA, "acknowledgement", ("customer",)),),
        "RES-LINK-a": (
            Demand("CIRT", "cirt_report"),
            Demand("CIMS", "cims_report"),
            Demand("ESS", "security_incident"),
        ),
        "RES-LINK-b": (Demand(CUBA, "letter_catalogue", ("template",)),),
        # Child Support Table 1. Where the entry names no system it means Cuba.
        "CSP-T1-S1a": (Demand(CUBA, "referral_intray", ("type", "sender", "received_time")),),
        "CSP-T1-S1b": (Demand(CUBA, "confirmation", ("who", "when")),),
        "CSP-T1-S1c": (Demand(CUBA, "ps_urgent_referral_intray"),),
        "CSP-T1-S2c": (Demand(CUBA, "lock_and_assignment", ("primary", "associated")),),
        "CSP-T1-S2e": (Demand(CUBA, "assignment"),),
        "CSP-T1-S2f": (Demand(CUBA, "special_recovery_condition"),),
        "CSP-T1-S2g": (Demand(CUBA, "cmp", ("customer",)),),
        "CSP-T1-S2h": (
            Demand(CUBA, "ps_stacking_document"),
            Demand(CUBA, "referral_reason_notepad"),
        ),
        "CSP-T1-S2i": (Demand(CUBA, "ps_case_review"),),
        "CSP-T1-S2j": (Demand(CUBA, "contact_record"),),
        "CSP-T1-S2k": (
            Demand(CUBA, "cmp", ("stacking_document_location", "segment", "source", "main_reason")),
        ),
        "CSP-T1-S2l": (Demand(CUBA, "contact_record"),),
        "CSP-T1-S2m": (Demand("Casebound", "manual_ps_record"),),
        "CSP-T1-S3": (Demand(PORTAL, "ps_portal"),),
        # Child Support Table 2.
        "CSP-T2-S1a": (Demand(CUBA, "ps_case_review"),),
        "CSP-T2-S1c": (Demand("CIMS", "psm_referral"),),
        "CSP-T2-S1d": (Demand(CUBA, "ps_stacking_document", ("options",), at="CSP-T5-S3a"),),
        "CSP-T2-S2a": (Demand(CUBA, "cmp_window"),),
        "CSP-T2-S2b": (Demand(CUBA, "cmp"),),
        "CSP-T2-S3": (
            Demand(
                CUBA,
                "cmp_content",
                (
                    "stacking_document_location",
                    "segment",
                    "source",
                    "main_reason",
                    "issues",
                    "actions",
                ),
            ),
        ),
        "CSP-T2-S4": (Demand(CUBA, "cmp_status", ("approved", "by_whom", "when")),),
        # Child Support Table 3, Steps 8 to 12: cold transfer.
        "CSP-T3-S8a": (Demand(CUBA, "call_record"),),
        "CSP-T3-S8c": (Demand(CUBA, "urgent_business", ("urgent", "transfer")),),
        "CSP-T3-S9a": (
            Demand(CUBA, "caller_flags", ("persistent", "aggressive_or_inappropriate", "outside")),
        ),
        "CSP-T3-S9b": (Demand(CUBA, "warning"),),
        "CSP-T3-S9c": (Demand("CIRT", "incident"),),
        "CSP-T3-S10a": (
            Demand(CUBA, "ps_case_note", ("conversation", "warning", "direction_to_stop_calling")),
        ),
        "CSP-T3-S10b": (Demand("CIRT", "incident"),),
        "CSP-T3-S11a": (Demand(CUBA, "restriction_relied_on", ("restriction",)),),
        "CSP-T3-S11b": (Demand(CUBA, "request", ("available",)),),
        "CSP-T3-S11c": (Demand(CUBA, "background_and_rationale", ("background", "rationale")),),
        "CSP-T3-S11d": (Demand(CUBA, "cold_transfer_decision", ("decision", "approver", "time")),),
        "CSP-T3-S11e": (Demand("CIRT", "incident"),),
        "CSP-T3-S12a": (Demand("PS Team whiteboard", "whiteboard", ("customer",)),),
        "CSP-T3-S12b": (Demand(CUBA, "transferred_call", ("call_count",)),),
        "CSP-T3-S12c": (Demand(CUBA, "ps_stacking_document", ("call",)),),
        "CSP-T3-S12d": (Demand("CIRT", "number_of_calls", ("calls",)),),
        "CSP-T3-S12e": (Demand(CUBA, "call_note"),),
        "CSP-T3-S12f": (Demand("CIMS", "restriction_details", ("representative",)),),
        # Child Support Table 4.
        "CSP-T4-S1a": (Demand(CUBA, "contact_record"),),
        "CSP-T4-S1b": (Demand(CUBA, "initial_contact_guide"),),
        "CSP-T4-S1d": (Demand(CUBA, "advice"),),
        "CSP-T4-S1e": (Demand(CUBA, "decision"),),
        "CSP-T4-S1f": (Demand(CUBA, "confirmation"),),
        "CSP-T4-S2a": (Demand(CUBA, "ps_stacking_document"),),
        "CSP-T4-S2b": (Demand(CUBA, "ps_stacking_document", ("products_and_services",)),),
        "CSP-T4-S2c": (
            Demand(CUBA, "ps_followup_intray"),
            Demand(CUBA, "ps_new_referral_intray"),
        ),
        "CSP-T4-S2d": (Demand(CUBA, "special_contact_details"),),
        "CSP-T4-S3a": (Demand(CUBA, "sensitive_issue_indicator"),),
        "CSP-T4-S3b": (Demand(CUBA, "sensitive_issue_window", ("why", "conditions")),),
        "CSP-T4-S4": (Demand(CUBA, "ps_followup_intray"),),
        "CSP-T4-S5b": (Demand(CUBA, "contact_record"),),
        "CSP-T4-S5c": (Demand(CUBA, "options_given"),),
        "CSP-T4-S5d": (Demand(CUBA, "confirmation"),),
        "CSP-T4-S5e": (Demand(CUBA, "commitment", ("who", "what", "due_date")),),
        "CSP-T4-S5f": (Demand(CUBA, "discussion"),),
        "CSP-T4-S5g": (Demand(CUBA, "customer_decision"),),
        "CSP-T4-S6b": (Demand(CUBA, "signatory"),),
        # Child Support Table 5.
        "CSP-T5-S1a": (
            Demand(CUBA, "factors", ("referral_source", "issues", "dealings", "actions")),
        ),
        "CSP-T5-S1b": (Demand(CUBA, "segment"),),
        "CSP-T5-S1c": (Demand(CUBA, "segment_history"),),
        "CSP-T5-S1d": (Demand(CUBA, "segment_field"), Demand(PORTAL, "ps_portal")),
        "CSP-T5-S1e": (
            Demand(CUBA, "segment_field", at="CSP-T5-S1d"),
            Demand(PORTAL, "ps_portal", at="CSP-T5-S1d"),
        ),
        "CSP-T5-S2": (Demand(CUBA, "options"),),
        "CSP-T5-S3a": (Demand(CUBA, "ps_stacking_document", ("options",)),),
        "CSP-T5-S3b": (Demand(CUBA, "specialist_discussion"),),
        "CSP-T5-S3c": (Demand(CUBA, "social_worker_referral"),),
        "CSP-T5-S3d": (Demand(CUBA, "external_organisation_referral"),),
        "CSP-T5-S3e": (Demand(CUBA, "advice"),),
        "CSP-T5-S4b": (Demand(CUBA, "letter_left_out", ("reason",)),),
        # Child Support Table 6.
        "CSP-T6-S1b": (Demand(CUBA, "issue_list"),),
        "CSP-T6-S1c": (Demand(CUBA, "cmp"),),
        "CSP-T6-S1g": (Demand(CUBA, "feedback"),),
        "CSP-T6-S1h": (Demand(CUBA, "psm_discussion"),),
        "CSP-T6-S1i": (Demand(CUBA, "contact_record"),),
        "CSP-T6-S1k": (Demand(CUBA, "reply", ("due_date", "reply")),),
        "CSP-T6-S1l": (Demand(CUBA, "no_contact", ("circumstances", "agreement")),),
        "CSP-T6-S2a": (Demand(CUBA, "finalisation_document"),),
        "CSP-T6-S2b": (Demand(CUBA, "transfer", ("ps_ssm",)),),
        "CSP-T6-S2c": (Demand(PORTAL, "ps_portal"),),
        "CSP-T6-S3c": (Demand(CUBA, "finalisation_reason", ("reason",)),),
        # Child Support Table 7.
        "CSP-T7-S1a": (Demand(CUBA, "checklist"),),
        "CSP-T7-S1b": (Demand(CUBA, "checklist"),),
        "CSP-T7-S1c": (Demand(CUBA, "checklist"),),
        "CSP-T7-S1d": (Demand(CUBA, "checklist"),),
        "CSP-T7-S1e": (Demand(CUBA, "finalisation_decision", ("decision",)),),
        "CSP-T7-S2a": (Demand(CUBA, "issue_box", ("issue_status_resolved",)),),
        "CSP-T7-S2b": (Demand(CUBA, "ps_stacking_document"),),
        "CSP-T7-S2c": (Demand(CUBA, "ssm_actions_window"),),
        "CSP-T7-S3a": (Demand(CUBA, "ssm_actions_window"),),
        "CSP-T7-S3b": (Demand(CUBA, "rejection_discussion"),),
        "CSP-T7-S3c": (Demand(CUBA, "next_steps"),),
        "CSP-T7-S3d": (Demand(CUBA, "ps_stacking_document"), Demand(CUBA, "ssm_actions_window")),
        "CSP-T7-S3e": (Demand(CUBA, "cmp_status", ("returned",)),),
        "CSP-T7-S3f": (Demand(CUBA, "route", ("route",)),),
        "CSP-T7-S4a": (Demand(CUBA, "transfer_approval", ("approval", "receiving_area")),),
        "CSP-T7-S5a": (Demand(CUBA, "case_notes_window"),),
        "CSP-T7-S5b": (Demand(CUBA, "lock"),),
        "CSP-T7-S5c": (Demand(CUBA, "special_recovery_condition"),),
        "CSP-T7-S5d": (Demand(PORTAL, "ps_portal"),),
        "CSP-T7-S5e": (Demand(CUBA, "ps_status", ("active",)), Demand(CUBA, "assignment")),
        "CSP-T7-S5g": (Demand(CUBA, "issue_list"),),
        # Child Support Table 3, Steps 1 to 7, 13 and 14.
        "CSP-T3-S1a": (Demand(CUBA, "consideration"),),
        "CSP-T3-S1c": (Demand(CUBA, "plan_review"),),
        "CSP-T3-S2b": (Demand(CUBA, "impact_by_program"),),
        "CSP-T3-S2c": (Demand(CUBA, "options_exhausted", ("options",)),),
        "CSP-T3-S2d": (Demand(CUBA, "consultation"),),
        "CSP-T3-S2e": (Demand(CIRT, "incident"),),
        "CSP-T3-S2f": (Demand(CUBA, "decision", ("warning_first",)),),
        "CSP-T3-S3b": (Demand(CUBA, "ps_stacking_document", ("subject",)),),
        "CSP-T3-S3c": (Demand(CUBA, "warning_letter", ("signatory", "date")),),
        "CSP-T3-S3d": (Demand(CUBA, "warning_watch_intray"),),
        "CSP-T3-S4a": (Demand(CIMS, "msp_restrictions"),),
        "CSP-T3-S5a": (Demand(CUBA, "decision", ("proposal",)),),
        "CSP-T3-S5b": (Demand(CUBA, "restriction_submission", ("review",)),),
        "CSP-T3-S5c": (
            Demand(
                CUBA,
                "restriction_submission",
                ("reasons", "impact", "customers", "contact_arrangements", "timeframe"),
            ),
        ),
        "CSP-T3-S5d": (Demand(CUBA, "restriction_submission"),),
        "CSP-T3-S5e": (Demand(CUBA, "ps_stacking_document", ("restriction_process_begun",)),),
        "CSP-T3-S5f": (Demand(CUBA, "ps_stacking_document", ("sent_date", "recipient")),),
        "CSP-T3-S5g": (Demand(CUBA, "restriction_submission", ("status",)),),
        "CSP-T3-S6a": (Demand(CUBA, "discussion_note"),),
        "CSP-T3-S6b": (Demand(CUBA, "letter_draft"),),
        "CSP-T3-S6d": (Demand(CUBA, "submission_review", ("reviewer", "date")),),
        "CSP-T3-S6e": (Demand(CUBA, "submission_review", ("reviewer", "date")),),
        "CSP-T3-S6f": (Demand(CIMS, "restriction_decision", ("decision",)),),
        "CSP-T3-S7a": (
            Demand(EMAIL, "approval_email", ("to", "review_date", "restriction_submission")),
        ),
        "CSP-T3-S7b": (Demand(CIMS, "restriction_refusal"),),
        "CSP-T3-S7c": (Demand(CUBA, "restriction_approval_notepad", ("restriction_submission",)),),
        "CSP-T3-S7d": (Demand(CUBA, "restriction_letter_notepad", ("letter",)),),
        "CSP-T3-S7f": (Demand(CUBA, "special_contact_details", ("arrangements",)),),
        "CSP-T3-S7g": (Demand(CUBA, "special_contact_details", ("summary",)),),
        "CSP-T3-S7h": (Demand(CUBA, "front_screen", ("note",)),),
        "CSP-T3-S7i": (
            Demand(CUBA, "segment_field", ("segment", "review_date")),
            Demand(PORTAL, "ps_portal", ("segment", "review_date")),
        ),
        "CSP-T3-S13a": (Demand(CIMS, "variation"),),
        "CSP-T3-S13b": (Demand(CIMS, "fairness_note", ("note",)),),
        "CSP-T3-S14b": (Demand(CIMS, "breach"),),
        "CSP-T3-S14c": (Demand(CIMS, "breach"),),
        # Child Support Table 8.
        "CSP-T8-S1a": (Demand(CUBA, "segment_3_consideration", ("addressed",)),),
        "CSP-T8-S1b": (Demand(CUBA, "escalation_history", ("history",)),),
        "CSP-T8-S1d": (Demand(CUBA, "segment_3_discussion", ("ps_ssm",)),),
        "CSP-T8-S1e": (Demand(CUBA, "segment_3_decision", ("decision",)),),
        "CSP-T8-S2a": (Demand(CUBA, "specialist_review", ("main_reason",)),),
        "CSP-T8-S2c": (Demand(CUBA, "assessment_services_result", ("result",)),),
        "CSP-T8-S2d": (
            Demand(
                "Assessment Services",
                "assessment_services_request",
                ("case_summary", "examples", "management_so_far"),
            ),
        ),
        "CSP-T8-S2e": (Demand(CUBA, "referral_approval", ("approval",)),),
        "CSP-T8-S2f": (Demand(CUBA, "cmp", ("cmp",)),),
        "CSP-T8-S2g": (Demand(CUBA, "ps_stacking_document", ("referred_to",)),),
        "CSP-T8-S3a": (Demand(CUBA, "segment_3_reason", ("reason",)),),
        "CSP-T8-S3b": (Demand(CUBA, "ps_stacking_document", ("decision",)),),
        "CSP-T8-S3c": (Demand(PORTAL, "ps_portal", ("segment",)),),
        "CSP-T8-S3d": (Demand(CUBA, "segment3_review_indicator", ("review_date",)),),
        "CSP-T8-S4a": (Demand(CUBA, "segment_3_rejection", ("decision", "reason")),),
        "CSP-T8-S4b": (Demand(CUBA, "route", ("route",)),),
        "CSP-T8-S5a": (Demand(CUBA, "segment_3_review", ("review_date",)),),
        "CSP-T8-S5b": (Demand(CUBA, "review_discussion", ("ps_ssm",)),),
        "CSP-T8-S5c": (Demand(CUBA, "ps_stacking_document", ("review",)),),
        "CSP-T8-S5d": (Demand(CUBA, "review_outcome", ("outcome",)),),
        "CSP-T8-S5e": (Demand(CUBA, "segment_field"), Demand(PORTAL, "ps_portal")),
        "CSP-T8-S5f": (Demand(CUBA, "segment3_review_indicator", ("review_date",)),),
        "CSP-T8-S6a": (Demand(CUBA, "segment_3_decision", ("decision",)),),
        "CSP-T8-S6b": (Demand(CUBA, "cmp_window", ("issue_comments",)),),
        # Resources Table 4.
        "RES-T4-S3b": (Demand(CUBA, "retrospective_review", ("review",)),),
        "RES-T3-S3c": (Demand(CUBA, "issues_and_options_letter"),),
        "RES-T4-S3d": (Demand(CUBA, "notices", ("changes",)),),
        "RES-T4-S3e": (Demand(CUBA, "message_log", ("owner", "message")),),
        "RES-T4-S3f": (Demand(CUBA, "letter"),),
        "RES-T4-S3c": (Demand(CUBA, "issue_outcome", ("issues",)),),
    }
)


def demands(step: str) -> tuple[Demand, ...]:
    """Return the records that a step must leave, as far as they are declared."""
    return DEMANDS.get(step, ())


def asks_for_record(step: Step) -> bool:
    """Tell whether an entry wants something written down that nothing else shows."""
    words = step.records
    if words is None or words.startswith("Read:") or _DATE.fullmatch(words):
        return step.id in DEMANDS
    return letter_named(step) is None


def letter_named(step: Step) -> str | None:
    """Return the kind of the letter that is itself the record of a step, or whose template is."""
    named = _PLAIN_NAME.fullmatch(step.records or "") if step.kind == "letter" else None
    return named.group(1).removesuffix("_template") if named else None
