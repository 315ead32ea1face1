from django.urls import path

from office.handling.views import acts, assigning, worklist

app_name = "handling"
urlpatterns = [
    path("", worklist.list_page, name="list"),
    path("<uuid:handling_ref>/cho-y-kien", assigning.instruct, name="instruct"),
    path("<uuid:handling_ref>/phan-cong", assigning.assign, name="assign"),
    path("<uuid:handling_ref>/de-xuat", assigning.propose, name="propose"),
    path("<uuid:handling_ref>/noi-nhan", assigning.receivers, name="receivers"),
    path("<uuid:handling_ref>/noi-nhan/dong", assigning.receiver_row, name="receiver_row"),
    path("<uuid:handling_ref>/dong-y", acts.agree, name="agree"),
    path("<uuid:handling_ref>/chi-de-biet", acts.note, name="note"),
    path("<uuid:handling_ref>/chuyen", acts.forward, name="forward"),
    path("<uuid:handling_ref>/bat-dau", acts.start, name="start"),
    path("<uuid:handling_ref>/bao-cao", acts.report, name="report"),
    path("<uuid:handling_ref>/ket-thuc", acts.finish, name="finish"),
    path("<uuid:handling_ref>/tra-lai", acts.return_, name="return"),
    path("<uuid:handling_ref>/giao-lai", acts.resend, name="resend"),
    path("<uuid:handling_ref>/da-xem", acts.see, name="see"),
    path("<uuid:handling_ref>/tam-dung", acts.pause, name="pause"),
    path("<uuid:handling_ref>/tiep-tuc", acts.resume, name="resume"),
]
