from rest_framework import viewsets
from rest_framework.permissions import IsAuthenticatedOrReadOnly

from common.idempotency import idempotent
from common.permissions import IsOwnerOrReadOnly
from common.problems import Refused

from .filters import ProductFilter, StoreFilter
from .models import Product, Store
from .serializers import ProductSerializer, StoreSerializer


class CatalogViewSet(viewsets.ModelViewSet):
    permission_classes = [IsAuthenticatedOrReadOnly, IsOwnerOrReadOnly]

    @idempotent
    def create(self, request, *args, **kwargs):
        return super().create(request, *args, **kwargs)


class StoreViewSet(CatalogViewSet):
    queryset = Store.objects.order_by("id")
    serializer_class = StoreSerializer
    filterset_class = StoreFilter
    search_fields = ["name", "address"]
    ordering_fields = ["name", "created_at"]

    def perform_create(self, serializer):
        serializer.save(owner=self.request.user)

    def perform_destroy(self, instance):
        if instance.products.filter(promos__isnull=False).exists():
            raise Refused(409, "store_has_promos")
        instance.delete()


class ProductViewSet(CatalogViewSet):
    queryset = Product.objects.select_related("store").order_by("id")
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    search_fields = ["name"]
    ordering_fields = ["name", "original_price", "created_at"]

    def perform_create(self, serializer):
        self.check_object_permissions(self.request, serializer.validated_data["store"])
        serializer.save()

    def perform_update(self, serializer):
        given, product = serializer.validated_data, serializer.instance
        store = given.get("store", product.store)
        self.check_object_permissions(self.request, store)
        moved = store != product.store or given.get("currency", product.currency) != product.currency
        if moved and product.promos.exists():
            raise Refused(409, "product_has_promos")
        serializer.save()

    def perform_destroy(self, instance):
        if instance.promos.exists():
            raise Refused(409, "product_has_promos")
        instance.delete()
