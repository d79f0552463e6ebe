"""The rows of tests/test_access.py: what each role gets when it asks for a route."""

from django.utils import timezone

from faq.asking import links
from tests.factories.world import World

ROLES = [
    "visitor", "stranger", "representative", "administrator",
    "coordinator", "board", "staff", "superuser",
]  # fmt: skip

ROWS: dict[str, str] = {
    # Machines and texts; without a worker the portal is not ready
    "healthz": "200 200 200 200 200 200 200 200",
    "readyz": "503 503 503 503 503 503 503 503",
    "theme": "200 200 200 200 200 200 200 200",
    "theme_admin": "200 200 200 200 200 200 200 200",
    "robots": "200 200 200 200 200 200 200 200",
    "sitemap": "200 200 200 200 200 200 200 200",
    "security_txt": "200 200 200 200 200 200 200 200",
    # Signing in (allauth); what the signed-in may not repeat sends them on
    "account_login": "200 302 302 302 302 302 302 302",
    "account_logout": "302 200 200 200 200 200 200 200",
    "account_inactive": "200 200 200 200 200 200 200 200",
    "account_signup": "200 302 302 302 302 302 302 302",
    "account_reauthenticate": "302 200 200 200 200 200 200 200",
    "account_email": "302 200 200 200 200 200 200 200",
    "account_email_verification_sent": "302 302 302 302 302 302 302 302",
    "account_change_password": "302 200 200 200 200 200 200 200",
    "account_set_password": "302 302 302 302 302 302 302 302",
    "account_reset_password": "200 200 200 200 200 200 200 200",
    "account_confirm_login_code": "302 302 302 302 302 302 302 302",
    "account_confirm_password_reset_code": "302 302 302 302 302 302 302 302",
    "account_complete_password_reset": "302 302 302 302 302 302 302 302",
    "account_password_reset_completed": "200 200 200 200 200 200 200 200",
    "account_request_login_code": "200 302 302 302 302 302 302 302",
    "mfa_index": "302 200 200 200 200 200 200 200",
    "mfa_authenticate": "302 302 302 302 302 302 302 302",
    "mfa_reauthenticate": "302 302 302 302 302 302 302 302",
    "mfa_activate_totp": "302 302 302 302 302 302 302 302",
    "mfa_deactivate_totp": "302 404 404 404 404 404 404 404",
    "mfa_view_recovery_codes": "302 404 404 404 404 404 404 404",
    "mfa_generate_recovery_codes": "302 302 302 302 302 302 302 302",
    "mfa_download_recovery_codes": "302 404 404 404 404 404 404 404",
    "mfa_list_webauthn": "302 200 200 200 200 200 200 200",
    "mfa_add_webauthn": "302 302 302 302 302 302 302 302",
    "mfa_reauthenticate_webauthn": "302 302 302 302 302 302 302 302",
    "mfa_remove_webauthn": "302 302 302 302 302 302 302 302",
    "mfa_edit_webauthn": "302 302 302 302 302 302 302 302",
    "mfa_login_webauthn": "302 302 302 302 302 302 302 302",
    "usersessions_list": "302 200 200 200 200 200 200 200",
    # Home
    "home:home": "200 200 200 200 200 200 200 200",
    "home:my": "302 200 200 200 200 200 200 200",
    "home:board_worth": "302 403 403 403 403 200 403 200",
    "home:privacy": "200 200 200 200 200 200 200 200",
    "home:accessibility": "200 200 200 200 200 200 200 200",
    "home:styleguide": "200 200 200 200 200 200 200 200",
    # FAQ
    "faq:search": "200 200 200 200 200 200 200 200",
    "faq:propose_edit": "302 403 200 200 200 403 403 403",
    "faq:proposal_list": "302 200 200 200 200 200 200 200",
    "faq:proposal_withdraw": "302 405 405 405 405 405 405 405",
    "faq:question_list": "200 200 200 200 200 200 200 200",
    "faq:feed_new": "200 200 200 200 200 200 200 200",
    "faq:feed_revised": "200 200 200 200 200 200 200 200",
    "faq:ask": "200 200 200 200 200 200 200 200",
    "faq:ask_offers": "200 200 200 200 200 200 200 200",
    "faq:ask_sent": "200 200 200 200 200 200 200 200",
    "faq:ask_list": "302 200 200 200 200 200 200 200",
    "faq:ask_detail": "200 200 200 200 200 200 200 200",
    "faq:question_number": "301 301 301 301 301 301 301 301",
    "faq:question_detail": "200 200 200 200 200 200 200 200",
    "faq:question_detail #members only": "404 404 200 200 200 404 200 200",
    "faq:vote": "302 302 302 302 302 302 302 302",
    "faq:vote_why": "302 302 302 302 302 302 302 302",
    "faq:respond": "200 200 200 200 200 200 200 200",
    "faq:respond #members only": "404 404 200 200 200 404 200 200",
    "faq:respond_sent": "200 200 200 200 200 200 200 200",
    "faq:contribution_list": "200 200 200 200 200 200 200 200",
    "faq:contribution_list #members only": "404 404 200 200 200 404 200 200",
    "faq:contribution_confirm": "200 200 200 200 200 200 200 200",
    "faq:contribution_forget": "200 200 200 200 200 200 200 200",
    "faq:follow": "200 200 200 200 200 200 200 200",
    "faq:follow #members only": "404 404 200 200 200 404 200 200",
    "faq:follow_sent": "200 200 200 200 200 200 200 200",
    "faq:follow_confirm": "200 200 200 200 200 200 200 200",
    "faq:follow_end": "200 200 200 200 200 200 200 200",
    "faq:brief_choose": "200 200 200 200 200 200 200 200",
    "faq:brief_view": "200 200 200 200 200 200 200 200",
    "faq:brief_view_pdf": "200 200 200 200 200 200 200 200",
    "faq:brief_detail": "200 200 200 200 200 200 200 200",
    "faq:brief_pdf": "200 200 200 200 200 200 200 200",
    "faq:short_link": "301 301 301 301 301 301 301 301",
    # Governance
    "governance:board": "200 200 200 200 200 200 200 200",
    "governance:meeting_list": "302 403 200 200 200 200 200 200",
    "governance:meeting_detail": "302 403 200 200 200 200 200 200",
    "governance:minutes_list": "302 403 200 200 200 200 200 200",
    # Working groups
    "working_groups:group_list": "200 200 200 200 200 200 200 200",
    "working_groups:group_detail": "200 200 200 200 200 200 200 200",
    "working_groups:group_detail #proposed": "404 404 404 404 404 404 200 200",
    "working_groups:group_inside": "302 403 403 403 200 403 403 200",
    "working_groups:group_inside_edit": "302 403 403 403 200 403 403 200",
    "working_groups:group_join": "302 403 200 200 302 403 403 403",
    "working_groups:group_leave": "302 403 403 403 200 403 403 403",
    "working_groups:group_hand_over": "302 403 403 403 200 403 403 403",
    "working_groups:request_decide": "302 403 403 403 200 403 403 200",
    "working_groups:request_withdraw": "302 404 404 404 404 404 404 404",
    "working_groups:seat_appoint": "302 403 403 403 200 403 403 200",
    "working_groups:seat_end": "302 403 403 403 200 403 403 200",
    "working_groups:partner_list": "200 200 200 200 200 200 200 200",
    "working_groups:initiative_list": "302 200 200 200 200 200 200 200",
    "working_groups:project_list": "200 200 200 200 200 200 200 200",
    "working_groups:project_detail": "200 200 200 200 200 200 200 200",
    # Members
    "members:profile": "302 200 200 200 200 200 200 200",
    "members:organisation_list": "200 200 200 200 200 200 200 200",
    "members:organisation_detail": "200 200 200 200 200 200 200 200",
    "members:organisation_list_csv": "302 403 200 200 200 403 200 200",
    "members:organisation_list_vcf": "302 403 200 200 200 403 200 200",
    "members:organisation_card": "302 403 200 200 200 403 200 200",
    "members:organisation_logo": "404 404 404 404 404 404 404 404",
    "members:certificate_list": "302 200 200 200 200 200 200 200",
    "members:certificate_pdf": "302 404 200 200 404 404 404 200",
    "members:certificate_verify": "200 200 200 200 200 200 200 200",
    "members:my_organisation": "302 200 200 200 200 200 200 200",
    "members:my_organisation_edit": "302 404 403 200 403 404 404 404",
    "members:my_billing": "302 404 403 200 403 404 404 404",
    "members:size_declare": "302 404 403 200 403 404 404 404",
    "members:change_request": "302 404 403 200 403 404 404 404",
    "members:change_withdraw": "302 405 405 405 405 405 405 405",
    "members:change_paper": "302 404 404 404 404 404 404 404",
    "members:size_evidence": "302 404 403 404 404 404 404 404",
    "members:switch_organisation": "302 405 405 405 405 405 405 405",
    "members:people": "302 200 200 200 200 200 200 200",
    "members:invite": "302 404 403 200 403 404 404 404",
    "members:mail_domains": "302 404 403 200 403 404 404 404",
    "members:mail_domain_end": "302 405 405 405 405 405 405 405",
    "members:people_confirm": "302 405 405 405 405 405 405 405",
    "members:join_accept": "302 405 405 405 405 405 405 405",
    "members:join_decline": "302 404 404 404 404 404 404 404",
    "members:represent": "302 200 200 200 200 200 200 200",
    "members:join_withdraw": "302 405 405 405 405 405 405 405",
    "members:representative_roles": "302 404 403 200 404 404 403 200",
    "members:representative_end": "302 404 403 200 404 404 403 200",
    "members:leave": "302 404 200 404 404 404 404 404",
    "members:oneself": "302 404 200 404 404 404 404 404",
    "members:invitation_send_again": "302 405 405 405 405 405 405 405",
    "members:invitation_take_back": "302 405 405 405 405 405 405 405",
    "members:invitation": "200 200 200 200 200 200 200 200",
    "members:invitation_accept": "405 405 405 405 405 405 405 405",
    "members:invitation_decline": "405 405 405 405 405 405 405 405",
    "members:my_fees": "302 200 403 200 403 200 200 200",
    "members:my_account": "302 200 403 200 403 200 200 200",
    "members:claim_payment": "302 404 403 200 404 404 403 403",
    "members:claim_withdraw": "302 405 405 405 405 405 405 405",
    "members:fee_notice": "302 404 403 200 404 404 200 200",
    "members:fee_notice_pdf": "302 404 403 200 404 404 200 200",
    "members:fee_pro_forma": "302 404 403 404 403 404 404 404",
    "members:my_invoices": "302 200 403 200 403 200 200 200",
    "members:invoice": "302 404 403 200 404 404 404 200",
    "members:invoice_pdf": "302 404 403 200 404 404 404 200",
    "members:service_list": "200 200 200 200 200 200 200 200",
    "members:service_detail": "200 200 200 200 200 200 200 200",
    "members:service_ask": "302 302 200 200 200 302 302 302",
    "members:my_services": "302 200 200 200 200 200 200 200",
    "members:service_request": "302 404 200 200 404 404 404 200",
    "members:service_proof": "302 404 404 404 404 404 404 404",
    "members:service_step": "302 404 200 200 404 404 404 200",
    "members:service_value": "302 200 403 200 403 200 200 200",
    "members:service_value_pdf": "302 404 403 200 403 404 404 404",
    "members:join": "200 200 200 200 200 200 200 200",
    "members:join_start": "200 200 200 200 200 200 200 200",
    "members:join_sent": "200 200 200 200 200 200 200 200",
    "members:application": "200 200 200 200 200 200 200 200",
    "members:application_withdraw": "200 200 200 200 200 200 200 200",
    "members:application_paper_remove": "405 405 405 405 405 405 405 405",
    "members:application_step": "200 200 200 200 200 200 200 200",
    "members:application_paper": "302 302 302 302 302 302 302 302",
    "members:application_share": "200 200 200 200 200 200 200 200",
    "members:application_share_end": "405 405 405 405 405 405 405 405",
    "members:section": "200 200 200 200 200 200 200 200",
    "members:legal_text": "200 200 200 200 200 200 200 200",
    "members:legal_text_version": "200 200 200 200 200 200 200 200",
    "members:legal_text_source": "200 200 200 200 200 200 200 200",
    "members:onboarding_agreement": "200 200 200 200 200 200 200 200",
    "members:my_first_steps": "302 404 200 200 200 404 404 404",
}


OF_AN_ANSWER = {
    "vote", "vote_why", "respond", "respond_sent", "contribution_list", "follow", "follow_sent",
}  # fmt: skip


def arguments(route: str, world: World) -> list:
    """One thing of the world for a route that shows one; after # stands which one."""
    room, _, name = route.rpartition(":")
    if room == "faq" and name.partition(" #")[0] in OF_AN_ANSWER:
        return [(world.secret if "#" in name else world.question).pk]
    if name in {"contribution_confirm", "contribution_forget"}:
        return [world.comment.token]
    if name in {"follow_confirm", "follow_end"}:
        return [world.wish.token]
    if route.endswith("#members only"):
        return [world.secret.pk, world.secret.translations.get().slug]
    if route.endswith("#proposed"):
        return [world.proposed_group.slug]
    if route == "faq:ask_detail":
        return [links.token_of(world.ask)]
    if route == "faq:proposal_withdraw":
        return [1]
    if route in {"faq:propose_edit", "faq:question_number", "faq:short_link"}:
        return [world.question.pk]
    if route in {"faq:brief_detail", "faq:brief_pdf"}:
        return [world.brief.slug]
    if route == "faq:question_detail":
        return [world.question.pk, world.question.translations.get().slug]
    if route == "governance:meeting_detail":
        return [world.meeting.pk]
    if name in {"request_decide", "request_withdraw"}:
        return [world.group.slug, world.request.pk]
    if name in {"seat_appoint", "seat_end"}:
        return [world.group.slug, world.seat.pk]
    if room == "working_groups" and name.startswith("group_") and name != "group_list":
        return [world.group.slug]
    if route == "working_groups:project_detail":
        return [world.project.slug]
    if name in {"organisation_card", "organisation_detail", "organisation_logo"}:
        return [world.member.slug]
    if name in {"representative_roles", "representative_end", "leave", "oneself"}:
        return [world.member.representatives.get(user=world.people["representative"]).pk]
    if name == "change_request":
        return ["name"]
    if name in {
        "change_withdraw", "change_paper", "mail_domain_end", "join_accept", "join_decline",
        "join_withdraw",
    }:  # fmt: skip
        return [1]
    if name == "size_evidence":
        return [world.member.sizes.get().pk]
    if name in {"invitation_send_again", "invitation_take_back"}:
        return [world.invitation.pk]
    if name.startswith("invitation"):
        return [world.invitation.token]
    if route == "members:fee_pro_forma":
        return [1999]
    if route in {"members:fee_notice", "members:fee_notice_pdf"}:
        return [world.notice.pk]
    if name in {"service_detail", "service_ask"}:
        return [world.service_request.service.key]
    if name == "service_request":
        return [world.service_request.pk]
    if name == "service_proof":
        return [world.service_request.pk, 1]
    if name == "service_step":
        return [world.service_request.pk, "withdraw"]
    if name in {"service_value", "service_value_pdf"}:
        return [timezone.localdate().year]
    if name == "certificate_pdf":
        return [world.certificate.pk]
    if name == "certificate_verify":
        return [world.certificate.token]
    if route in {"members:fee_notice", "members:fee_notice_pdf"}:
        return [world.notice.pk]
    if route == "members:claim_payment":
        return [world.notice.receivable_id]
    if route == "members:claim_withdraw":
        return [1]
    if name in {"invoice", "invoice_pdf"}:
        return [world.invoice.pk]
    if name in {"application", "application_withdraw", "application_share"}:
        return [world.application.token]
    if name in {"application_paper", "application_share_end"}:
        return [world.application.token, 1]
    if name == "section":
        return [world.section.token]
    if name == "onboarding_agreement":
        return [world.onboarding.token]
    if name.startswith("legal_text"):
        version = {"legal_text": [], "legal_text_version": [1], "legal_text_source": [1, "en"]}
        return ["statute", *version[name]]
    if name == "application_step":
        return [world.application.token, "organisation"]
    if name == "application_paper_remove":
        return [world.application.token, 1]
    if name in {"mfa_remove_webauthn", "mfa_edit_webauthn"}:
        return [1]
    return []
