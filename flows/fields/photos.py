"""Several photos, each with its caption."""

from flows.fields.photo import MOST, PhotoType
from flows.shape import named


class PhotosType(PhotoType):
    """Photos; up to ten of them, or up to ``max``."""

    name = "photos"
    names = named("Photos", "多張相片", "多张照片")
    usual = MOST


TYPE = PhotosType()
