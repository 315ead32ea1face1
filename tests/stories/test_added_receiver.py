"""A receiver that is added after issue gets the document over the real axis, which takes a document as new only once."""

from tests.stories import letters

from congvan.demo import arriving, issuing
from congvan.demo.country import CITY, DEPARTMENT, GOVERNMENT_OFFICE
from congvan.demo.story import Story
from congvan.demo.world import World


def test_an_added_receiver_gets_the_document_and_reports(world: World) -> None:
    story = Story.of(world)
    sent = story.send(letters.letter("Rà soát thủ tục, gửi thêm nơi nhận"))

    leader = story.side(GOVERNMENT_OFFICE).leader
    page = leader.get(f"{sent.address}/cap-nhat")
    fields = {"reason": "Bổ sung nơi nhận", "receiver": [CITY, DEPARTMENT]}
    leader.send(page, page.one("//main//form[.//textarea[@name='reason'] or .//input[@name='reason']]"), fields)

    clerk = story.desk("diep.tn", "h29")
    story.until("đến nơi nhận được thêm", lambda: arriving.pending(clerk, sent.letter.subject) is not None)
    arriving.register(clerk, arriving.pending(clerk, sent.letter.subject) or "")
    sender = story.side(GOVERNMENT_OFFICE).clerk
    story.until("bên gửi thấy 03", lambda: issuing.heard(sender, sent.address, DEPARTMENT) == ["01", "03"])
    assert "Trục không nhận" not in sender.get(sent.address.replace("/di/", "/gui-nhan/")).words
