"""All routes of the features; each declares its own, with the permission that it requires."""

from bot.features.absences import conversation as absences_conversation
from bot.features.absences import handlers as absences_handlers
from bot.features.absences import notices as absences_notices
from bot.features.acceptance import conversation as acceptance_conversation
from bot.features.acceptance import handlers as acceptance_handlers
from bot.features.announcements import conversation as announcements_conversation
from bot.features.announcements import handlers as announcements_handlers
from bot.features.announcements import notices as announcements_notices
from bot.features.assignments import handlers as assignments_handlers
from bot.features.assignments import notices as assignments_notices
from bot.features.assignments import reassign as assignments_reassign
from bot.features.coordination import handlers as coordination_handlers
from bot.features.escalation import handlers as escalation_handlers
from bot.features.escalation import whole_list as escalation_whole_list
from bot.features.extensions import conversation as extensions_conversation
from bot.features.extensions import decisions as extensions_decisions
from bot.features.extensions import handlers as extensions_handlers
from bot.features.extensions import returns as extensions_returns
from bot.features.imports import conversation as imports_conversation
from bot.features.imports import handlers as imports_handlers
from bot.features.imports import meanings as imports_meanings
from bot.features.imports import undo as imports_undo
from bot.features.issues import conversation as issues_conversation
from bot.features.issues import handlers as issues_handlers
from bot.features.issues import notices as issues_notices
from bot.features.misreadings import conversation as misreadings_conversation
from bot.features.misreadings import handlers as misreadings_handlers
from bot.features.officials import conversation as officials_conversation
from bot.features.officials import handlers as officials_handlers
from bot.features.privacy import conversation as privacy_conversation
from bot.features.privacy import handlers as privacy_handlers
from bot.features.privacy import request_handlers as privacy_request_handlers
from bot.features.profile import handlers as profile_handlers
from bot.features.quarantine import handlers as quarantine_handlers
from bot.features.questions import conversation as questions_conversation
from bot.features.questions import handlers as questions_handlers
from bot.features.registration import chat_events as registration_chat_events
from bot.features.registration import consent as registration_consent
from bot.features.registration import conversation as registration_conversation
from bot.features.registration import handlers as registration_handlers
from bot.features.registration import reinvite as registration_reinvite
from bot.features.registration import start as registration_start
from bot.features.reminders import digest as reminders_digest
from bot.features.reminders import snooze as reminders_snooze
from bot.features.reports import bulk_reply_conversation as reports_bulk_reply_conversation
from bot.features.reports import buttons as reports_buttons
from bot.features.reports import conversation as reports_conversation
from bot.features.reports import duty_history as reports_duty_history
from bot.features.reports import edited_message as reports_edited_message
from bot.features.reports import effects as reports_effects
from bot.features.reports import handlers as reports_handlers
from bot.features.reports import objection_conversation as reports_objection_conversation
from bot.features.reports import objections as reports_objections
from bot.features.secrecy import handlers as secrecy_handlers
from bot.features.sign_off import conversation as sign_off_conversation
from bot.features.sign_off import handlers as sign_off_handlers
from bot.features.sign_off import notices as sign_off_notices
from bot.features.summaries import briefing as summaries_briefing
from bot.features.summaries import briefing_schedule as summaries_briefing_schedule
from bot.features.summaries import by_unit as summaries_by_unit
from bot.features.summaries import comparison as summaries_comparison
from bot.features.summaries import handlers as summaries_handlers
from bot.features.summaries import open_period as summaries_open_period
from bot.features.summaries import readiness as summaries_readiness
from bot.features.summaries import report_snapshots as summaries_report_snapshots
from bot.features.summaries import unit_status as summaries_unit_status
from bot.features.typed_words import conversation as typed_words_conversation
from bot.features.typed_words import follow_up as typed_words_follow_up
from bot.features.typed_words import handlers as typed_words_handlers
from bot.features.typed_words import which_task as typed_words_which_task
from bot.inbound.routing import merged

ROUTES = merged(
    (
        typed_words_handlers.routes,
        reports_edited_message.routes,
        registration_chat_events.routes,
        absences_conversation.routes,
        absences_handlers.routes,
        absences_notices.routes,
        acceptance_conversation.routes,
        acceptance_handlers.routes,
        announcements_conversation.routes,
        announcements_handlers.routes,
        announcements_notices.routes,
        assignments_handlers.routes,
        assignments_notices.routes,
        assignments_reassign.routes,
        coordination_handlers.routes,
        escalation_handlers.routes,
        escalation_whole_list.routes,
        extensions_conversation.routes,
        extensions_decisions.routes,
        extensions_handlers.routes,
        extensions_returns.routes,
        imports_conversation.routes,
        imports_handlers.routes,
        imports_undo.routes,
        imports_meanings.routes,
        issues_conversation.routes,
        issues_handlers.routes,
        issues_notices.routes,
        misreadings_conversation.routes,
        misreadings_handlers.routes,
        officials_conversation.routes,
        officials_handlers.routes,
        privacy_conversation.routes,
        privacy_handlers.routes,
        privacy_request_handlers.routes,
        profile_handlers.routes,
        quarantine_handlers.routes,
        questions_conversation.routes,
        questions_handlers.routes,
        registration_consent.routes,
        registration_conversation.routes,
        registration_handlers.routes,
        registration_reinvite.routes,
        registration_start.routes,
        reminders_digest.routes,
        reminders_snooze.routes,
        reports_bulk_reply_conversation.routes,
        reports_buttons.routes,
        reports_conversation.routes,
        reports_duty_history.routes,
        reports_effects.routes,
        reports_handlers.routes,
        reports_objection_conversation.routes,
        reports_objections.routes,
        secrecy_handlers.routes,
        typed_words_conversation.routes,
        typed_words_follow_up.routes,
        typed_words_which_task.routes,
        sign_off_conversation.routes,
        sign_off_handlers.routes,
        sign_off_notices.routes,
        summaries_briefing.routes,
        summaries_briefing_schedule.routes,
        summaries_by_unit.routes,
        summaries_comparison.routes,
        summaries_handlers.routes,
        summaries_open_period.routes,
        summaries_readiness.routes,
        summaries_report_snapshots.routes,
        summaries_unit_status.routes,
    )
)
