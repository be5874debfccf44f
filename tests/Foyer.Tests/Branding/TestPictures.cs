using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Foyer.Tests.Branding;

/// <summary>Pictures as people upload them, and as nobody should.</summary>
public static class TestPictures
{
    /// <summary>A disc of a colour on a transparent ground.</summary>
    public static byte[] Png(int width, int height, SKColor? colour = null) => Encode(width, height, colour ?? new SKColor(0x0f, 0x6c, 0xbd), SKColors.Transparent, SKEncodedImageFormat.Png);

    public static byte[] Jpeg(int width, int height, SKColor? colour = null) => Encode(width, height, colour ?? SKColors.White, new SKColor(0x20, 0x40, 0x60), SKEncodedImageFormat.Jpeg);

    /// <summary>A mark and a name, as a logo has them.</summary>
    public static byte[] Logo(string name, int width, int height, SKColor colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawCircle(height / 2f, height / 2f, (height / 2f) - 2, paint);
        using var font = new SKFont(SKTypeface.Default, height * 0.7f);
        canvas.DrawText(name, height + 6, height * 0.75f, SKTextAlign.Left, font, paint);
        canvas.Flush();
        return bitmap.Encode(SKEncodedImageFormat.Png, 90).ToArray();
    }

    /// <summary>A picture that cannot be made small.</summary>
    public static byte[] Noise(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        var random = new Random(7);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, new SKColor((uint)random.Next() | 0xff000000));
        }
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    /// <summary>A PNG of a few bytes that says it has this many pixels.</summary>
    public static byte[] Bomb(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 6);
        Chunk(file, "IHDR", head);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(new byte[100_000]);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The picture with a note inside and a script behind it.</summary>
    public static byte[] WithStowaways(byte[] png)
    {
        using var file = new MemoryStream();
        file.Write(png.AsSpan(0, 33)); // signature and IHDR
        Chunk(file, "tEXt", System.Text.Encoding.Latin1.GetBytes("Comment\0taken at home"));
        file.Write(png.AsSpan(33));
        file.Write("<script>alert(1)</script>"u8);
        return file.ToArray();
    }

    /// <summary>A JPEG that a camera stored lying: EXIF orientation 6.</summary>
    public static byte[] Lying(byte[] jpeg)
    {
        byte[] exif = [0xff, 0xe1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        return [.. jpeg.AsSpan(0, 2), .. exif, .. jpeg.AsSpan(2)];
    }

    private static byte[] Encode(int width, int height, SKColor ink, SKColor ground, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(ground);
        using var paint = new SKPaint { Color = ink, IsAntialias = true };
        canvas.DrawRoundRect(new SKRect(1, 1, width - 1, height - 1), height / 2f, height / 2f, paint);
        canvas.Flush();
        return bitmap.Encode(format, 90).ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        var crc = 0xffffffffu;
        foreach (var b in body)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }
}
