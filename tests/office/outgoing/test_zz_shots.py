import os, pytest
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
from tests.office.outgoing.conftest import *
from tests.office.outgoing.conftest import CONTENT, fresh, DraftFacts, ReceiverChoice
from tests.office.signing.desk import Desk
from tests import cast
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright
from office.outgoing import actions
from kit.tenancy import acting_for
from kit import clock
from office.signing.actions import register_certificates

AXE = None
def shot(browser, server, actor, url, name, sizes=((1366,768,"light"),(360,740,"light"),(1366,768,"dark"))):
    client = Client()
    account = cast.Account.objects.get(pk=actor.account_id)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    s = client.session; s["acting_post"] = actor.post_id; s.save()
    for w,h,theme in sizes:
        ctx = browser.new_context(viewport={"width":w,"height":h}, locale="vi-VN")
        ctx.add_cookies([{"name":"sessionid","value":client.cookies["sessionid"].value,"url":server.url},{"name":"cv","value":"x","url":server.url}])
        page = ctx.new_page()
        errs=[]
        page.on("console", lambda m: errs.append(m.text) if m.type=="error" else None)
        page.goto(server.url+url)
        if theme=="dark": page.evaluate("document.documentElement.dataset.theme='dark'")
        page.wait_for_timeout(2500)
        page.screenshot(path=f"/tmp/shots/{name}-{w}-{theme}.png")
        print(name, w, theme, page.title(), errs[:5], page.evaluate("[document.documentElement.scrollWidth, innerWidth]"))
        if w==1366 and theme=="light" or w==360:
            page.evaluate(open("/work/main/node_modules/axe-core/axe.min.js").read())
            try:
                res=page.evaluate("axe.run()")
                for v in res["violations"]: print("  AXE", v["id"], [n["target"] for n in v["nodes"]][:4], v["nodes"][0]["failureSummary"][:200])
            except Exception as e: print("axe", str(e)[:80])
        ctx.close()

@pytest.mark.django_db(transaction=True)
def test_shots(live_server, monkeypatch, own_folder, trial_pki, tsa_url, monday):
    from dataclasses import replace
    from django.conf import settings
    monkeypatch.setattr(settings,"ENV",replace(settings.ENV,demo=True,keys_dir=trial_pki.folder/"keys",trust_dir=trial_pki.trust,tsa_url=tsa_url))
    d = Desk(trial_pki, tsa_url)
    g = cast.government_office(); h = cast.city_committee()
    with acting_for(g.pk): vp = cast.build(g, cast.SENDER)
    with acting_for(h.pk): cast.build(h, cast.RECEIVER)
    register_certificates(trial_pki.folder)
    quang,bich,phong,van=(vp.actor(n) for n in ("quang","bich","phong","van"))
    now=clock.now()
    def make(subject, upto):
        with acting_for(g.pk):
            o=actions.create_draft(facts=DraftFacts(subject=subject), actor=quang, now=now); ref=o.document.ref
            actions.fill_template(document_ref=ref, content=CONTENT, actor=quang, now=now)
            actions.set_receivers(document_ref=ref, receivers=[ReceiverChoice(code="H29")], actor=quang, now=now)
            actions.set_route(document_ref=ref, unit_head=vp.posts["bich"], signer=vp.posts["phong"], authority=None, actor=quang, now=now)
            if upto>0: actions.submit(document_ref=ref, actor=quang, now=now)
        if upto>1:
            with acting_for(g.pk): actions.initial(document_ref=ref, actor=bich, now=now)
            d.sign()
        if upto>2:
            with acting_for(g.pk): actions.sign(document_ref=ref, actor=phong, now=now)
            d.sign()
        if upto>3:
            with acting_for(g.pk): actions.issue(document_ref=ref, actor=van, now=now)
            if upto>4: d.sign()
        return ref
    S="rà soát, rút ngắn thời gian tiếp nhận, xử lý văn bản điện tử trên Trục liên thông"
    r=[make(S,i) for i in range(6)]
    for i in range(3): make(f"công bố danh mục mã định danh năm 2026, đợt {i+1}", 2)
    with acting_for(g.pk): actions.return_(document_ref=make("báo cáo công tác văn thư quý IV",1), reason="Nội dung cần sửa: số 96,2 % nên ghi rõ tính đến ngày nào.", actor=bich, now=now)
    d.verify()
    P=lambda n,i: reverse(f"outgoing:{n}",kwargs={"document_ref":r[i]})
    only=os.environ.get("ONLY","").split(",") if os.environ.get("ONLY") else None
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name,actor,url in [("list",van,reverse("outgoing:list")+"?xem=tat-ca"),("edit",quang,P("edit",0)),("review",bich,P("document",1)),("sign",phong,P("document",2)),("number",van,P("document",3)),("issuing",van,P("document",4)),("issued",van,P("document",5)),("centre",phong,reverse("signing:centre")),("new",quang,reverse("outgoing:new")),("upload",quang,P("edit",0)+"?cach=tep"),("signed",phong,reverse("signing:centre")+"?muc=da-ky")]:
            if only and name not in only: continue
            shot(b, live_server, actor, url, name)
        if os.environ.get("WALK"):
            # keyboard walk
            def login(actor):
                client = Client(); account = cast.Account.objects.get(pk=actor.account_id)
                client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
                x = client.session; x["acting_post"] = actor.post_id; x.save()
                ctx=b.new_context(viewport={"width":1366,"height":768}); ctx.add_cookies([{"name":"sessionid","value":client.cookies["sessionid"].value,"url":live_server.url}])
                return ctx.new_page()
            pg=login(quang); pg.goto(live_server.url+P("edit",0)); pg.wait_for_timeout(2500)
            pg.keyboard.press("Control+Enter"); pg.wait_for_timeout(2500); print("after submit", pg.url, pg.locator("#cv-toasts").inner_text()[:80])
            for a,i,n in ((bich,0,"initial"),(phong,0,"sign"),(van,0,"issue")):
                pg=login(a); pg.goto(live_server.url+P("document",0)); pg.wait_for_timeout(2000)
                pg.keyboard.press("Control+Enter"); pg.wait_for_timeout(2000); print(n, pg.url, pg.locator("#cv-toasts").inner_text()[:80]); d.sign()
                pg.wait_for_timeout(500); pg.screenshot(path=f"/tmp/shots/walk-{n}.png")
            pg=login(phong); pg.goto(live_server.url+reverse("signing:centre")); pg.wait_for_timeout(3000)
            pg.keyboard.press("s"); pg.wait_for_timeout(2500); print("S", pg.locator("#cv-toasts").inner_text()[:80], pg.locator("h1").inner_text()); pg.screenshot(path="/tmp/shots/walk-centre.png")
            pg.goto(live_server.url+P("edit",0)); 
            pg=login(quang); pg.goto(live_server.url+reverse("outgoing:new")); pg.wait_for_timeout(1000); pg.keyboard.press("Tab"); pg.keyboard.type("thử bàn phím"); pg.keyboard.press("Control+Enter"); pg.wait_for_timeout(2500); print("new", pg.url)
            pg.locator("#id_text").focus(); pg.keyboard.type("Một đoạn văn."); pg.keyboard.press("Tab"); pg.wait_for_timeout(2500); print("saved:", pg.locator("#saved").inner_text())
            pg.locator("#id_tim").focus(); pg.keyboard.type("ho chi minh", delay=30); pg.wait_for_timeout(1500); print("found:", pg.locator("#found").inner_text()); pg.locator("#found input").first.focus(); pg.keyboard.press("Space"); pg.wait_for_timeout(2000); print("recv:", pg.locator("#receivers").inner_text(), pg.locator("#saved").inner_text())
            pg.screenshot(path="/tmp/shots/walk-edit.png")
        b.close()
