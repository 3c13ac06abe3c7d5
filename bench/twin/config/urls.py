from django.urls import include, path
from rest_framework.routers import SimpleRouter
from rest_framework_simplejwt import views as tokens

from accounts import views as accounts
from catalog import views as catalog
from notifications import views as notifications
from promos import views as promos
from reservations import views as reservations

router = SimpleRouter()
router.register("users", accounts.UserViewSet)
router.register("stores", catalog.StoreViewSet)
router.register("products", catalog.ProductViewSet)
router.register("flash-promos", promos.FlashPromoViewSet)
router.register("product-reservations", reservations.ReservationViewSet, basename="reservation")
router.register("notifications", notifications.NotificationViewSet, basename="notification")

urlpatterns = [
    path("api/auth/login/", accounts.LoginView.as_view()),
    path("api/auth/logout/", accounts.LogoutView.as_view()),
    path("api/token/", tokens.TokenObtainPairView.as_view()),
    path("api/token/refresh/", tokens.TokenRefreshView.as_view()),
    path("api/token/verify/", tokens.TokenVerifyView.as_view()),
    path("api/token/blacklist/", tokens.TokenBlacklistView.as_view()),
    path("api/users/register/", accounts.RegisterView.as_view()),
    path("api/users/profile/", accounts.ProfileView.as_view()),
    path("api/users/profile/export/", accounts.ExportView.as_view()),
    path("api/users/profile/erase/", accounts.EraseView.as_view()),
    path("api/users/password/change/", accounts.PasswordChangeView.as_view()),
    path("api/users/password/reset/", accounts.PasswordResetView.as_view()),
    path("api/users/password/reset/confirm/", accounts.PasswordResetConfirmView.as_view()),
    path("api/", include(router.urls)),
]
handler404 = "common.problems.page_not_found"
