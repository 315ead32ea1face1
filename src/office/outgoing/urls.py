"""Addresses of outgoing documents."""

from django.urls import path

from office.outgoing.views import acts, changing, document, drafting, listing, uploading

app_name = "outgoing"
urlpatterns = [
    path("", listing.list_page, name="list"),
    path("moi", listing.list_news, name="list_news"),
    path("du-thao/moi", drafting.new, name="new"),
    path("du-thao/tim-noi-nhan", drafting.find_receivers, name="find_receivers"),
    path("du-thao/tra-loi/<uuid:document_ref>", drafting.reply, name="reply"),
    path("du-thao/chuyen-tiep/<uuid:document_ref>", changing.forward, name="forward_document"),
    path("du-thao/<uuid:document_ref>", drafting.edit, name="edit"),
    path("du-thao/<uuid:document_ref>/luu", drafting.save, name="save"),
    path("du-thao/<uuid:document_ref>/ban-in", drafting.preview, name="preview"),
    path("du-thao/<uuid:document_ref>/trinh", drafting.submit, name="submit"),
    path("du-thao/<uuid:document_ref>/tep", uploading.upload, name="upload"),
    path("du-thao/<uuid:document_ref>/mau", uploading.use_template, name="use_template"),
    path("du-thao/<uuid:document_ref>/vi-tri", uploading.place, name="place"),
    path("du-thao/<uuid:document_ref>/phu-luc", uploading.attach, name="attach"),
    path("du-thao/<uuid:document_ref>/phu-luc/<uuid:file_ref>/bo", uploading.detach, name="detach"),
    path("<uuid:document_ref>", document.page, name="document"),
    path("<uuid:document_ref>/qua-trinh", document.process, name="process"),
    path("<uuid:document_ref>/ky-nhay", acts.initial, name="initial"),
    path("<uuid:document_ref>/ky", acts.sign, name="sign"),
    path("<uuid:document_ref>/phat-hanh", acts.issue, name="issue"),
    path("<uuid:document_ref>/ky-lai", acts.retry, name="retry"),
    path("<uuid:document_ref>/tra-lai", acts.return_, name="return"),
    path("<uuid:document_ref>/thu-hoi", changing.recall, name="recall_document"),
    path("<uuid:document_ref>/lay-lai", changing.retrieve, name="retrieve"),
    path("<uuid:document_ref>/cap-nhat", changing.update, name="update"),
    path("<uuid:document_ref>/thay-the", changing.replace, name="replace_document"),
    path("thay-doi/<uuid:change_ref>", changing.change, name="change"),
    path("thay-doi/<uuid:change_ref>/duyet", changing.approve, name="approve_change"),
    path("thay-doi/<uuid:change_ref>/khong-duyet", changing.turn_down, name="turn_down_change"),
    path("thay-doi/<uuid:change_ref>/rut", changing.withdraw, name="withdraw_change"),
    path("<uuid:document_ref>/huy", acts.cancel, name="cancel"),
]
