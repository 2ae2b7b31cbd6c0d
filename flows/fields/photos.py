"""Several photos, each with its caption."""

from flows.documents.shape import named
from flows.fields.photo import MOST, PhotoType


class PhotosType(PhotoType):
    """Photos; up to ten of them, or up to ``max``."""

    name = "photos"
    names = named("Photos", "多張相片", "多张照片")
    usual = MOST


TYPE = PhotosType()
