from django.test import Client


def test_the_first_page_is_vietnamese_whatever_the_browser_asks_for(client: Client) -> None:
    page = client.get("/login/", headers={"accept-language": "en-US,en;q=0.9"})

    assert page.headers["Content-Language"] == "vi"
    assert 'lang="vi"' in page.content.decode()


def test_a_person_may_choose_english(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/login/"})

    assert client.get("/login/").headers["Content-Language"] == "en"
