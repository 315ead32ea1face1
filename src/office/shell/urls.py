from django.urls import path

from office.shell.views import books, documents, home, live, login, news, person, search

app_name = "shell"
urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap", login.login, name="login"),
    path("dang-nhap/dung-thu", login.trial_login, name="trial_login"),
    path("dang-xuat", login.logout, name="logout"),
    path("doi-chuc-danh", person.switch_post, name="switch_post"),
    path("ngon-ngu", person.language, name="language"),
    path("screen/preferences", person.preferences, name="preferences"),
    path("thiet-lap", person.settings_page, name="settings"),
    path("khung", person.rail, name="rail"),
    path("thong-bao", news.notices, name="notices"),
    path("tim", search.search, name="search"),
    path("van-ban/<uuid:document_ref>", documents.document, name="document"),
    path("so/", books.books, name="books"),
    path("so/<uuid:book_ref>", books.book, name="book"),
    path("so/<uuid:book_ref>.xlsx", books.book_sheet, name="book_sheet"),
    path("events", live.events, name="events"),
    path("suc-khoe", live.health, name="health"),
]
