"""Settings of the portal. What differs between machines comes from the environment (see env.py).

PORTAL_MODE is `production` unless run.py, manage.py or the tests say otherwise:
`local` (python3 run.py), `dev` (python3 run.py dev), `test`.
"""

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cluster_portal import env

ROOT = Path(__file__).resolve().parent.parent
MODE = env.text("PORTAL_MODE", "production")
if MODE not in {"production", "local", "dev", "test"}:
    message = f"PORTAL_MODE must be production, local, dev or test, not {MODE!r}."
    raise ImproperlyConfigured(message)
IS_PRODUCTION = MODE == "production"
DEBUG = MODE == "dev"

SECRET_KEY = env.required("SECRET_KEY", "a long random text that only this installation knows.")
if IS_PRODUCTION:
    env.required("ALLOWED_HOSTS", "the host names this portal answers to, separated by commas.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text(
    "SITE_URL",
    f"https://{ALLOWED_HOSTS[0]}" if IS_PRODUCTION else "http://127.0.0.1:8000",
).rstrip("/")

INSTALLED_APPS = [
    "modeltranslation",
    "cluster_portal.toolkit",
    "cluster_portal.home.apps.HomeConfig",
    "members",
    "faq",
    "working_groups",
    "governance",
    "cluster_portal.home.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cluster_portal.security.ContentSecurityPolicyMiddleware",
    "cluster_portal.security.OwnPagesArePrivateMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cluster_portal.security.ClosedByDefaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "members.accounts.middleware.StaffMustHaveMfaMiddleware",
    "members.organisations.middleware.ActingForMiddleware",
    "faq.questions.middleware.OldAddressMiddleware",
]

ROOT_URLCONF = "cluster_portal.urls"
WSGI_APPLICATION = "cluster_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "cluster_portal.toolkit.forms.PortalFormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cluster_portal.home.context.portal",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.database(env.required("DATABASE_URL", "postgresql://…"))}
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": env.integer("DATABASE_POOL", 4),
    "timeout": 10,
}
DATABASES["default"]["TEST"] = {
    "NAME": f"test_{env.text('PORTAL_TEST_SUFFIX', 'portal')}",
    "TEMPLATE": env.text("PORTAL_TEST_TEMPLATE", "") or None,
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:my"
ACCOUNT_LOGOUT_REDIRECT_URL = "home:home"
ACCOUNT_ADAPTER = "members.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "members.accounts.signup.SignupForm"
ACCOUNT_FORMS = {"login": "members.accounts.forms.LoginForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXIES", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
STAFF_MUST_HAVE_MFA = env.flag("STAFF_MUST_HAVE_MFA", default=IS_PRODUCTION)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ro", _("Romanian"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en", "ro")}
LOCALE_PATHS = [ROOT / "locale"]
# The word forms that search knows, 8 MB; made anew when they are not there.
FAQ_LEXICON_FOLDER = env.text("FAQ_LEXICON_FOLDER", str(ROOT / ".local"))
TIME_ZONE = "Europe/Bucharest"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["cluster_portal.formats"]

STATIC_URL = "/static/"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = MODE in {"dev", "test"}
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.text("MEDIA_ROOT", str(ROOT / "media"))},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE in {"dev", "test"}
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# Without EMAIL_URL mails are kept in the outbox, where staff read them in the admin.
EMAIL_URL = env.text("EMAIL_URL")
MAIL_IS_KEPT = not EMAIL_URL and MODE != "test"
EMAIL_TIMEOUT = 20
if EMAIL_URL:
    globals().update(env.mail_server(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@localhost")
MAIL_BRANDING = "members.organisations.branding.mail_branding"
MAIL_SECRETS_STAY = MODE in {"local", "dev"}

# A line of a bank statement is posted by itself when the matcher is this sure; less waits for a
# person. `benchmarks/banking` says what a threshold is worth.
BANK_MATCH_THRESHOLD = 0.95
BANK_STATEMENT_MEGABYTES = 40

# What an answer of the FAQ can show of the data by its name in double brackets.
FAQ_LIVE_BLOCKS = {
    "board-members": "governance.mandates.blocks.board_members",
    "current-initiatives": "working_groups.initiatives.blocks.current_initiatives",
    "current-projects": "working_groups.projects.blocks.current_projects",
    "fee-table": "members.fees.blocks.fee_table",
    "latest-minutes": "governance.minutes.blocks.latest_minutes",
    "member-count": "members.organisations.blocks.member_count",
    "members-by-category": "members.organisations.blocks.members_by_category",
    "partners": "working_groups.partners.blocks.partners",
    "projects": "working_groups.projects.blocks.projects",
    "services": "members.services.blocks.services",
}

# What /services/ and the yearly statement learn from rooms above: the answer on why services are
# paid for (a question's key in the FAQ), and what else the year brought.
SERVICES_WHY_PAY = "cluster_portal.home.service_answers.why_pay"
SERVICES_WHY_PAY_KEY = env.text("SERVICES_WHY_PAY_KEY", "paid-services")
MEMBER_VALUE_FACTS = ["cluster_portal.home.member_value.groups"]

# What higher floors show on an organisation's page, in this order.
MEMBER_PAGE_SECTIONS = [
    "working_groups.groups.member_page.groups_of",
    "working_groups.projects.member_page.projects_of",
]
# What the fee table counts of an organisation, and in which words.
SIZE_COUNTED = "members.fees.counted.counted_of"
# Where applicants find the working groups that they may name: (key, name) pairs.
JOINING_GROUPS = "working_groups.groups.interests.groups_of_interest"

# How many days the FAQ keeps what readers give; stands on the page on privacy.
FAQ_KEPT_DAYS = {
    "unconfirmed": env.integer("FAQ_KEPT_UNCONFIRMED", 7),
    "spam": env.integer("FAQ_KEPT_SPAM", 30),
    "guests": env.integer("FAQ_KEPT_GUESTS", 365),
}

# A mail domain where everybody can have an address does not show whom somebody works for.
FREE_MAIL_DOMAINS = frozenset(
    env.words(
        "FREE_MAIL_DOMAINS",
        "aol.com,email.ro,fastmail.com,gmail.com,gmx.at,gmx.de,gmx.net,googlemail.com,hotmail.com,"
        "icloud.com,k.ro,live.com,mail.com,mail.ru,me.com,msn.com,outlook.com,proton.me,"
        "protonmail.com,rdslink.ro,tuta.com,tutanota.com,web.de,yahoo.co.uk,yahoo.com,yahoo.ro,"
        "yandex.com,zoho.com",
    )
)
# Who was declined may ask an organisation again after this.
ASK_AGAIN_AFTER = timedelta(days=env.integer("ASK_AGAIN_AFTER_DAYS", 30))
# Members are asked whether the list of their people is right from this month and day of each year.
PEOPLE_CONFIRMED_FROM = (10, 1)
# An organisation of whom nobody has signed in for so many days is shown to the office.
QUIET_AFTER_DAYS = env.integer("QUIET_AFTER_DAYS", 365)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_PRODUCTION and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.integer("TRUSTED_PROXIES", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
# auth.W004: the address is unique in any spelling, by the constraint user_email_once.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
