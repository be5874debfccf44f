using System.Security.Cryptography;
using Foyer.Web;
using SkiaSharp;

namespace Foyer.Branding;

/// <summary>A picture that was decoded and encoded anew: nothing of the file that was sent is left but what it shows.</summary>
public sealed record CheckedPicture(byte[] Bytes, string ContentType, string Hash, int Width, int Height, bool ShowsByDay, bool ShowsByNight);

/// <summary>
/// Checks a picture by its content, whatever its name says. Weight and pixels are judged before anything is decoded, so no small file
/// becomes a large one in memory; encoding it anew leaves out metadata, further frames and whatever hid behind the picture.
/// </summary>
internal static class CheckPicture
{
    private const int JpegQuality = 90;
    private static readonly SKPngEncoderOptions SmallPng = new(SKPngEncoderFilterFlags.AllFilters, 9);

    public static Result<CheckedPicture> Run(PictureKind kind, ReadOnlySpan<byte> sent)
    {
        var rule = PictureRule.Of(kind);
        if (sent.Length > rule.Bytes) return rule.TooHeavy(sent.Length);
        if (!IsPng(sent) && !IsJpeg(sent)) return rule.Unreadable;
        using var data = SKData.CreateCopy(sent);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg)) return rule.Unreadable;
        var turned = codec.EncodedOrigin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = turned ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
        if (width > rule.Width || height > rule.Height) return rule.TooWide(width, height);
        if (width < 1 || height < 1) return rule.Unreadable;

        using var space = SKColorSpace.CreateSrgb();
        using var decoded = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, space));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success) return rule.Unreadable;
        using var upright = Upright(decoded, codec.EncodedOrigin, width, height);
        var picture = upright ?? decoded;
        var stands = LookOfPicture.Of(picture.GetPixelSpan());
        var asJpeg = codec.EncodedFormat == SKEncodedImageFormat.Jpeg;
        using var pixels = picture.PeekPixels();
        using var encoded = asJpeg ? pixels.Encode(new SKJpegEncoderOptions(JpegQuality)) : pixels.Encode(SmallPng);
        if (encoded is null) return rule.Unreadable;
        var bytes = encoded.ToArray();
        return new CheckedPicture(bytes, asJpeg ? "image/jpeg" : "image/png", HashOf(bytes), width, height, stands.ByDay, stands.ByNight);
    }

    /// <summary>32 letters that stand for a content.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16));

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);

    private static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]);

    /// <summary>Cameras store pictures lying and say so in the metadata that is left out here; null when it is upright already.</summary>
    private static SKBitmap? Upright(SKBitmap lying, SKEncodedOrigin origin, int width, int height)
    {
        if (origin is SKEncodedOrigin.TopLeft) return null;
        var upright = new SKBitmap(lying.Info.WithSize(width, height).WithAlphaType(SKAlphaType.Premul));
        using var canvas = new SKCanvas(upright);
        var (w, h) = ((float)width, (float)height);
        var turn = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, w, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, w, -1, 0, h, 0, 0, 1),
            _ => new SKMatrix(0, 1, 0, -1, 0, h, 0, 0, 1),
        };
        canvas.SetMatrix(turn);
        canvas.DrawBitmap(lying, 0, 0, new SKSamplingOptions(SKFilterMode.Nearest));
        canvas.Flush();
        return upright;
    }
}
