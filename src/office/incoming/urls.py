from django.urls import path

from office.incoming.views import changes, document, listing, paper, queue, sheet

app_name = "incoming"
urlpatterns = [
    path("", listing.list_page, name="list"),
    path("cho-tiep-nhan", queue.queue, name="queue"),
    path("cho-tiep-nhan/dong", queue.queue_rows, name="queue_rows"),
    path("cho-tiep-nhan/moi", queue.queue_new, name="queue_new"),
    path("cho-tiep-nhan/<uuid:document_ref>", queue.queue_item, name="queue_item"),
    path("ban-giay", paper.enter, name="paper"),
    path("de-nghi/<uuid:change_ref>", changes.page, name="change"),
    path("de-nghi/<uuid:change_ref>/dong-y", changes.agree, name="agree_change"),
    path("de-nghi/<uuid:change_ref>/khong-dong-y", changes.decline, name="decline_change"),
    path("<uuid:document_ref>", document.page, name="document"),
    path("<uuid:document_ref>/vao-so", queue.register, name="register"),
    path("<uuid:document_ref>/tu-choi", queue.refuse, name="refuse"),
    path("<uuid:document_ref>/de-sau", queue.put_later, name="put_later"),
    path("<uuid:document_ref>/ket-luan", queue.verdict, name="verdict"),
    path("<uuid:document_ref>/ket-luan/dong", queue.row_verdict, name="row_verdict"),
    path("<uuid:document_ref>/qua-trinh", document.process, name="process"),
    path("<uuid:document_ref>/trinh", document.present, name="present"),
    path("<uuid:document_ref>/phieu-giai-quyet", sheet.sheet, name="sheet"),
]
