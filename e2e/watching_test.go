package e2e

import "testing"

func TestAPassageThatBecomesPrivateLeavesTheScreensOfOthers(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	anna, ben := a.opens(t, a.lead, visitor{}), a.opens(t, a.other, visitor{})
	anna.selects("IBM took")
	anna.keys("1")
	must(t, expect.Locator(ben.noted("IBM took")).ToBeVisible())
	anna.press(anna.within(anna.Locator(".note-card")).link("Edit"))
	must(t, expect.Locator(anna.Locator(".note-form textarea")).ToBeFocused())
	anna.check(anna.within(anna.Locator(".note-form")).role("radio", "Only me"))
	anna.press(anna.within(anna.Locator(".note-form")).button("Save"))
	must(t, expect.Locator(ben.Locator(".note-card")).ToHaveCount(0))
	must(t, expect.Locator(ben.noted("IBM took")).ToHaveCount(0))
}

func TestWhoIsMentionedSeesItInTheBar(t *testing.T) {
	t.Parallel()
	a := newAnnotated(t, letter())
	anna, ben := a.opens(t, a.lead, visitor{}), a.opens(t, a.other, visitor{})
	must(t, expect.Locator(anna.Locator("#people .person")).ToHaveCount(1))
	must(t, expect.Locator(anna.Locator("#people .person span").First()).ToHaveText("BA"))
	must(t, expect.Locator(ben.Locator(".bar-new")).ToHaveCount(0))
	anna.selects("IBM took")
	anna.keys("c")
	must(t, anna.Locator(".note-form textarea").PressSequentially("Look @be"))
	must(t, expect.Locator(anna.Locator(".mentions li")).ToHaveCount(1))
	anna.keys("Enter")
	anna.press(anna.within(anna.Locator(".note-form")).button("Save"))
	must(t, expect.Locator(ben.Locator(".note-card")).ToHaveCount(1))
	ben.visit("/notices")
	must(t, expect.Locator(anna.Locator("#people .person")).ToHaveCount(0)) // Ben has left the document
	must(t, expect.Locator(ben.Locator(".bar-new")).ToHaveText("1"))
	must(t, ben.Locator(".notice-list .unread a").Focus())
	ben.keys("Enter")
	must(t, expect.Locator(ben.Locator(".note-body")).ToContainText("Look @"))
	ben.visit("/notices")
	must(t, expect.Locator(ben.Locator(".bar-new")).ToHaveCount(0))
}
