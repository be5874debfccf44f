using Foyer.Branding;
using Foyer.Mail;
using Foyer.Tenants;
using Foyer.Tests.Guests;
using Foyer.Tests.Mail;
using Foyer.Tests.Redeem;
using Foyer.Users;
using MimeKit;

namespace Foyer.Tests.Branding;

public class BrandedMailTests
{
    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task A_mail_carries_the_logo_itself_in_the_language_of_its_reader(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.Brand(PictureKind.BannerLogo, TestPictures.Png(200, 30));
        await tenant.Brand(PictureKind.BannerLogo, TestPictures.Jpeg(180, 36), "de");
        using var english = await Mail(tenant, "en");
        using var german = await Mail(tenant, "de");

        var (picture, html) = Logo(english);
        Assert.Equal(("image/png", ContentDisposition.Inline), (picture.ContentType.MimeType, picture.ContentDisposition!.Disposition));
        Assert.Contains($"<img src=\"cid:{picture.ContentId}\" width=\"200\" height=\"30\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", html, StringComparison.Ordinal);
        using var bytes = new MemoryStream();
        await picture.Content!.DecodeToAsync(bytes, TestContext.Current.CancellationToken);
        Assert.False(CheckPicture.Run(PictureKind.BannerLogo, TestPictures.Png(200, 30)).Failed(out _, out var made));
        Assert.Equal(made!.Bytes, bytes.ToArray());
        Assert.Contains("width=\"180\" height=\"36\"", Logo(german).Html, StringComparison.Ordinal);
        Assert.Equal("image/jpeg", Logo(german).Picture.ContentType.MimeType);
        Assert.NotNull(TestMail.LinkIn(english));
    }

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Without_a_subscription_mail_has_the_letters_of_the_name(Store store)
    {
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        await tenant.Brand(PictureKind.SquareLogo, TestPictures.Png(100, 100));
        await tenant.Pay(Subscription.Free);
        using var plain = await Mail(tenant, "en");
        Assert.Empty(plain.BodyParts.OfType<MimePart>().Where(p => p.ContentType.MediaType == "image"));
        Assert.DoesNotContain("<img", plain.HtmlBody, StringComparison.Ordinal);
        await tenant.Pay(Subscription.Premium);
        using var branded = await Mail(tenant, "en");
        Assert.Contains("width=\"40\" height=\"40\"", Logo(branded).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outbox_shows_a_mail_with_its_logo()
    {
        var tenant = await (await TestApp.Shared(Store.Sqlite)).NewTenant();
        await tenant.Brand(PictureKind.BannerLogo, TestPictures.Png(200, 30));
        var queued = await QueuedInvitation.New(tenant, new($"guest@{Redeeming.Unique()}.example"));
        await queued.Becomes(DeliveryState.Sent);
        Assert.False((await tenant.As((ReadOutbox read, TenantAdmin admin) => read.One(admin, queued.MailId, default))).Failed(out _, out var shown));
        Assert.Contains("src=\"data:image/png;base64,iVBOR", shown!.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("cid:", shown.Html, StringComparison.Ordinal);
    }

    private static (MimePart Picture, string Html) Logo(MimeMessage mail)
    {
        var alternative = Assert.IsType<MultipartAlternative>(mail.Body);
        Assert.Equal("text/plain", alternative[0].ContentType.MimeType);
        var related = Assert.IsType<MultipartRelated>(alternative[1]);
        Assert.Equal("text/html", related.ContentType.Parameters["type"]);
        return (Assert.IsType<MimePart>(related[1]), mail.HtmlBody!);
    }

    private static async Task<MimeMessage> Mail(TestTenant tenant, string language)
    {
        var address = $"guest@{Redeeming.Unique()}.example";
        await QueuedInvitation.New(tenant, new(address) { Language = language });
        return await tenant.App.MailTo(address);
    }
}
