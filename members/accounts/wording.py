"""Texts of allauth, and of Django's checks of passwords, that people meet in this portal.

They stand here so that our catalogue has them, which is read before theirs: their Romanian lacks
letters and says "tu". What a new version brings is missed by tests/members/accounts.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

TEXTS = (
    _("Cancel Change"),
    _("Warning:"),
    _("Signed out of all other sessions."),
    _("Account Inactive"),
    _("This account is inactive."),
    _("Confirm"),
    _("Request new code"),
    _("Cancel"),
    _("We've sent a code to %(recipient)s. The code expires shortly, so please enter it soon."),
    _("Confirm Access"),
    _("Alternative options"),
    _("Please reauthenticate to safeguard your account."),
    _("Email Verification"),
    _("Enter Email Verification Code"),
    _("Use a different email address"),
    _("Sign In"),
    _("Enter Sign-In Code"),
    _("Password Reset"),
    _("Enter Password Reset Code"),
    _("Email Addresses"),
    _("Verified"),
    _("Unverified"),
    _("Primary"),
    _("The following email addresses are associated with your account:"),
    _("Make Primary"),
    _("Re-send Verification"),
    _("Do you really want to remove the selected email address?"),
    _("Add Email Address"),
    _("Add Email"),
    _("Email Address"),
    _("Current email"),
    _("Changing to"),
    _("Change to"),
    _("Change Email"),
    _("Your email address is still pending verification."),
    _("Confirm Email Address"),
    _(
        'Please confirm that <a href="mailto:%(email)s">%(email)s</a> is an email address '
        "for user %(user_display)s."
    ),
    _("Unable to confirm %(email)s because it is already confirmed by a different account."),
    _(
        "This email confirmation link expired or is invalid. Please <a "
        'href="%(email_url)s">issue a new email confirmation request</a>.'
    ),
    _("Sign in with a passkey"),
    _("Send me a sign-in code"),
    _("Sign Out"),
    _("Are you sure you want to sign out?"),
    _("Change Password"),
    _("Forgot Password?"),
    _(
        "Forgotten your password? Enter your email address below, and we'll send you an email "
        "allowing you to reset it."
    ),
    _("Reset My Password"),
    _("Please contact us if you have any trouble resetting your password."),
    _(
        "We have sent you an email. If you have not received it please check your spam folder. "
        "Otherwise contact us if you do not receive it in a few minutes."
    ),
    _("Bad Token"),
    _(
        "The password reset link was invalid, possibly because it has already been used.  "
        'Please request a <a href="%(passwd_reset_url)s">new password reset</a>.'
    ),
    _("Your password is now changed."),
    _("Set Password"),
    _("Enter your password:"),
    _("Request Code"),
    _("Other sign-in options"),
    _("You will receive a special code for a password-free sign-in."),
    _("Signup"),
    _("Sign Up"),
    _("Sign up using a passkey"),
    _("Already have an account? Then please %(link)ssign in%(end_link)s."),
    _("Passkey Sign Up"),
    _("Other options"),
    _("Sign Up Closed"),
    _("We are sorry, but the sign up is currently closed."),
    _("You are already logged in as %(user_display)s."),
    _(
        "You currently do not have any email address set up. You should really add an email "
        "address so you can receive notifications, reset your password, etc."
    ),
    _("Verify Your Email Address"),
    _(
        "We have sent an email to you for verification. Follow the link provided to finalize "
        "the signup process. If you do not see the verification email in your main inbox, "
        "check your spam folder. Please contact us if you do not receive the verification "
        "email within a few minutes."
    ),
    _("Two-Factor Authentication"),
    _("Use a security key"),
    _(
        "Your account is protected by two-factor authentication. Please enter an authenticator "
        "code:"
    ),
    _("Authenticator App"),
    _("Authentication using an authenticator app is active."),
    _("An authenticator app is not active."),
    _("Deactivate"),
    _("Activate"),
    _("Security Keys"),
    _("No security keys have been added."),
    _("Manage"),
    _("Add"),
    _("Recovery Codes"),
    _("No recovery codes set up."),
    _("View"),
    _("Download"),
    _("Generate"),
    _("Enter an authenticator code:"),
    _("You are about to generate a new set of recovery codes for your account."),
    _("This action will invalidate your existing codes."),
    _("Are you sure?"),
    _("Unused codes"),
    _("Download codes"),
    _("Generate new codes"),
    _("I have saved my recovery codes"),
    _("Activate Authenticator App"),
    _("Authenticator secret"),
    _("You can store this secret and use it to reinstall your authenticator app at a later time."),
    _(
        "To protect your account with two-factor authentication, scan the QR code below with "
        "your authenticator app. Then, input the verification code generated by the app below."
    ),
    _("Deactivate Authenticator App"),
    _("You are about to deactivate authenticator app based authentication. Are you sure?"),
    _("Trust this Browser?"),
    _("Don't Trust"),
    _(
        "If you choose to trust this browser, you will not be asked for a verification code "
        "the next time you sign in."
    ),
    _("Trust for %(period)s"),
    _("Add Security Key"),
    _("Remove Security Key"),
    _("Are you sure you want to remove this security key?"),
    _("Key"),
    _("Usage"),
    _("Passkey"),
    _("Security key"),
    _("Unspecified"),
    _("Edit"),
    _("Added on %(created_at)s"),
    _("Last used %(last_used)s"),
    _("Edit Security Key"),
    _("Create Passkey"),
    _("Create"),
    _(
        "You are about to create a passkey for your account. As you can add additional keys "
        "later on, you can use a descriptive name to tell the keys apart."
    ),
    _("This functionality requires JavaScript."),
    _("Started At"),
    _("IP Address"),
    _("Browser"),
    _("Last seen at"),
    _("Current"),
    _("Sign Out Other Sessions"),
    _("This account is currently inactive."),
    _("You cannot remove your primary email address."),
    _("This email address is already associated with this account."),
    _("The email address and/or password you specified are not correct."),
    _("A user is already registered with this email address."),
    _("Please type your current password."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Invalid or expired key."),
    _("Invalid login."),
    _("The password reset token was invalid."),
    _("You cannot add more than %d email addresses."),
    _("Too many failed login attempts. Try again later."),
    _("The email address is not assigned to any user account."),
    _("Your primary email address must be verified."),
    _("Please select only one."),
    _("The new value must be different from the current one."),
    _("Be patient, you are sending too many requests."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Email"),
    _("Forgot your password?"),
    _("Email address"),
    _("Remember Me"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Password (again)"),
    _("You must type the same password each time."),
    _("You cannot add an email address to an account protected by two-factor authentication."),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
    _("Master key"),
    _("Backup key"),
    _("Key nr. {number}"),
    _("Authenticator code"),
    _("Passwordless"),
    _(
        "Enabling passwordless operation allows you to sign in using just this key, but "
        "imposes additional requirements such as biometrics or PIN protection."
    ),
    _("You cannot remove your primary email address (%(email)s)."),
    _("You have signed out."),
    _("Successfully signed in as %(name)s."),
    _("Removed email address %(email)s."),
    _("Confirmation email sent to %(email)s."),
    _("A sign-in code has been sent to %(recipient)s."),
    _("You have confirmed %(email)s."),
    _("Password successfully set."),
    _("Password successfully changed."),
    _("Primary email address set."),
    _("Security key removed."),
    _("A new set of recovery codes has been generated."),
    _("Save them  in a secure location now — they won't be shown again."),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("Security key added."),
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    _("The password is too similar to the %(verbose_name)s."),
    _("This password is too common."),
    _("This password is entirely numeric."),
)

COUNTED = (
    ngettext_lazy(
        "You have added %(count)s security key.",
        "You have added %(count)s security keys.",
        "count",
    ),
    ngettext_lazy(
        "There is %(unused_count)s out of %(total_count)s recovery codes available.",
        "There are %(unused_count)s out of %(total_count)s recovery codes available.",
        "unused_count",
    ),
)
