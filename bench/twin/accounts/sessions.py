from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken


def open_session(user):
    refresh = RefreshToken.for_user(user)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def close_session(text, user):
    """Blacklists a refresh token of this user; one that is blacklisted already is no error."""
    try:
        token = RefreshToken(text)
    except TokenError as failure:
        if "blacklisted" in str(failure):
            return
        raise InvalidToken(str(failure)) from failure
    if token["user_id"] != user.pk:
        raise InvalidToken("Token is invalid or expired")
    token.blacklist()


def close_all_sessions(user):
    tokens = OutstandingToken.objects.filter(user=user, blacklistedtoken__isnull=True)
    BlacklistedToken.objects.bulk_create([BlacklistedToken(token=token) for token in tokens])
