using Foyer.Invitations;
using Foyer.Tests.Redeem;
using Foyer.Web.Text;

namespace Foyer.Tests.Mail;

/// <summary>Letters as people read them.</summary>
public class LetterTests
{
    [Theory]
    [InlineData("2027-03-01T09:00", "2027-03-31T09:00", 30), InlineData("2027-03-01T23:59", "2027-03-31T09:00", 30), InlineData("2027-03-30T23:00", "2027-03-31T09:00", 1)]
    [InlineData("2027-03-31T08:00", "2027-03-31T09:00", 0), InlineData("2027-04-02T08:00", "2027-03-31T09:00", 0)]
    public void Days_are_counted_as_a_calendar_does(string now, string expires, int days) =>
        Assert.Equal(days, InvitationTerms.DaysLeft(DateTime.Parse(expires, null), DateTime.Parse(now, null)));

    [Theory, InlineData(30, "30 more days", "30 days left"), InlineData(1, "1 more day", "1 day left"), InlineData(0, "is the last day of the invitation", "today is the last day")]
    public async Task Mail_and_page_say_the_same_number_of_days(int days, string inMail, string onPage)
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var invited = await QueuedInvitation.New(await app.NewTenant(), new("alice@partner.example"), nudge: false);
        // An hour before or after the time of day at which it ends: neither may matter.
        app.Clock.Advance(TimeSpan.FromDays(30 - days) + (days == 30 ? TimeSpan.FromHours(1) : TimeSpan.FromHours(-1)));
        app.Later(TimeSpan.Zero);
        using var mail = await app.MailTo("alice@partner.example");
        Assert.Contains(inMail, mail.TextBody!.ReplaceLineEndings(" "), StringComparison.Ordinal);
        using var browser = app.Browser();
        Assert.Contains(onPage, await browser.GetStringAsync(TestMail.LinkIn(mail)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-HANS", "您还可以打开："), InlineData("zh-HANT", "您還可以開啟："), InlineData("ja", "次のアプリもご利用いただけます："), InlineData("fr", "Vous pourrez aussi ouvrir\u202f:"), InlineData("de", "Außerdem können Sie dann öffnen:")]
    public async Task Headings_end_with_the_colon_of_the_language(string language, string heading)
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var tenant = await app.NewTenant();
        var moodle = await tenant.NewApp(new("Moodle"));
        var address = $"{language.ToLowerInvariant()}@{Redeeming.Unique()}.example";
        await QueuedInvitation.New(tenant, new(address) { Language = language, Granted = [moodle.ServicePrincipal.Id], Message = "Bonjour" });
        using var mail = await app.MailTo(address);
        Assert.Contains(heading, mail.TextBody!.ReplaceLineEndings("\n").Split('\n'));
        if (language.StartsWith("zh", StringComparison.Ordinal)) Assert.DoesNotContain(":\n", mail.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Korean_lines_end_between_words()
    {
        await using var app = await TestApp.New(Store.Sqlite);
        var tenant = await app.NewTenant();
        var address = $"ko@{Redeeming.Unique()}.example";
        var message = string.Join(' ', Enumerable.Repeat("안녕하세요 여러분", 20));
        await QueuedInvitation.New(tenant, new(address) { Language = "ko", Message = message });
        using var mail = await app.MailTo(address);
        var quoted = mail.TextBody!.ReplaceLineEndings("\n").Split('\n').Where(l => l.StartsWith("> ", StringComparison.Ordinal)).Select(l => l[2..]).ToList();
        Assert.True(quoted.Count > 3);
        Assert.Equal(message, string.Join(' ', quoted));
        Assert.All(quoted, line => Assert.True(line.EndsWith("안녕하세요", StringComparison.Ordinal) || line.EndsWith("여러분", StringComparison.Ordinal), line));
        Assert.Contains("word-break:keep-all", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("word-break:break-word", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_language_has_a_colon() => Assert.All(Language.All, l => Assert.True(l.Introducing("x").Length is 2 or 3));
}
