async def test_the_number_leads_to_the_state(house):
    claim = await house.worked()
    found = await house.get("/s", params={"number": claim.number.lower().replace("-", " ")})
    assert found.status == 303
    assert found.location == f"/s/{claim.number}"
    page = await house.get(found.location)
    assert page.status == 200
    assert "처리 중" in page.text
    assert "당사" in page.text
