using System.Text;
using Foyer.Branding;
using Foyer.Tests.Guests;
using SkiaSharp;

namespace Foyer.Tests.Branding;

/// <summary>What becomes of a picture that somebody uploads.</summary>
public class PictureTests
{
    [Fact]
    public void A_picture_is_decoded_and_encoded_anew_without_whatever_came_along()
    {
        var sent = TestPictures.WithStowaways(TestPictures.Png(120, 30));
        Assert.Contains("taken at home", Encoding.Latin1.GetString(sent), StringComparison.Ordinal);
        Assert.False(CheckPicture.Run(PictureKind.BannerLogo, sent).Failed(out _, out var made));
        Assert.Equal(("image/png", 120, 30), (made!.ContentType, made.Width, made.Height));
        var kept = Encoding.Latin1.GetString(made.Bytes);
        Assert.DoesNotContain("taken at home", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("script", kept, StringComparison.Ordinal);
        using var shown = SKBitmap.Decode(made.Bytes);
        Assert.Equal(new SKColor(0x0f, 0x6c, 0xbd), shown.GetPixel(60, 15));
        Assert.Equal(0, shown.GetPixel(0, 0).Alpha);
    }

    [Fact]
    public void A_JPEG_stays_one_and_a_lying_one_is_put_upright()
    {
        var sent = TestPictures.Lying(TestPictures.Jpeg(30, 60));
        Assert.False(CheckPicture.Run(PictureKind.SquareLogo, sent).Failed(out _, out var made));
        Assert.Equal(("image/jpeg", 60, 30), (made!.ContentType, made.Width, made.Height));
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(made.Bytes), StringComparison.Ordinal);
        using var shown = SKBitmap.Decode(made.Bytes);
        Assert.Equal((60, 30), (shown.Width, shown.Height));
    }

    [Theory]
    [InlineData(PictureKind.BannerLogo, 245, 36), InlineData(PictureKind.SquareLogo, 240, 240), InlineData(PictureKind.SquareLogoDark, 240, 240)]
    [InlineData(PictureKind.HeaderLogo, 245, 36), InlineData(PictureKind.BackgroundImage, 1920, 1080), InlineData(PictureKind.Favicon, 32, 32)]
    public void Each_picture_may_be_as_large_as_at_Entra_and_not_a_pixel_more(PictureKind kind, int width, int height)
    {
        Assert.Null(CheckPicture.Run(kind, TestPictures.Png(width, height)).Code());
        Assert.Equal("branding.picture_too_wide", CheckPicture.Run(kind, TestPictures.Png(width + 1, height)).Code());
        Assert.Equal("branding.picture_too_wide", CheckPicture.Run(kind, TestPictures.Png(width, height + 1)).Code());
    }

    [Fact]
    public void A_heavy_file_is_refused_by_its_weight()
    {
        Assert.Equal("branding.picture_too_heavy", CheckPicture.Run(PictureKind.SquareLogo, TestPictures.Noise(240, 240)).Code());
        Assert.True(CheckPicture.Run(PictureKind.SquareLogo, TestPictures.Noise(240, 240)).Failed(out var why, out _));
        Assert.Contains("at most 50 KB", why!.Sentence, StringComparison.Ordinal);
    }

    [Theory, InlineData(60_000, 60_000), InlineData(2000, 1), InlineData(1, 1_000_000)]
    public void A_small_file_of_many_pixels_is_refused_before_it_fills_the_memory(int width, int height)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.NotNull(CheckPicture.Run(PictureKind.BackgroundImage, TestPictures.Bomb(width, height)).Code());
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 4_000_000);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"), InlineData("GIF89a\u0001\u0001"), InlineData("RIFF....WEBPVP8 "), InlineData(""), InlineData("\u0089PNG\r\n\u001a\nnothing"), InlineData("\u00ff\u00d8\u00ff\u00e0")]
    public void What_is_no_PNG_or_JPEG_is_refused_whatever_it_says_it_is(string content) =>
        Assert.Equal("branding.picture_unreadable", CheckPicture.Run(PictureKind.BannerLogo, Encoding.Latin1.GetBytes(content)).Code());

    [Fact]
    public void A_picture_that_breaks_off_is_refused()
    {
        var whole = TestPictures.Png(200, 30);
        Assert.Equal("branding.picture_unreadable", CheckPicture.Run(PictureKind.BannerLogo, whole.AsSpan(0, whole.Length / 2)).Code());
    }

    [Theory, InlineData(0xffffffff, false, true), InlineData(0xff101820, true, false), InlineData(0xff3a86d0, true, true)]
    public void Whether_a_logo_shows_by_day_and_by_night_is_known(uint colour, bool day, bool night)
    {
        Assert.False(CheckPicture.Run(PictureKind.BannerLogo, TestPictures.Png(100, 30, new SKColor(colour))).Failed(out _, out var made));
        Assert.Equal((day, night), (made!.ShowsByDay, made.ShowsByNight));
    }

    [Fact]
    public void A_picture_that_brings_its_own_ground_shows_everywhere()
    {
        Assert.False(CheckPicture.Run(PictureKind.BannerLogo, TestPictures.Jpeg(100, 30)).Failed(out _, out var made));
        Assert.Equal((true, true), (made!.ShowsByDay, made.ShowsByNight));
    }
}
