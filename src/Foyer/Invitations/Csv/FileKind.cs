using System.Text;

namespace Foyer.Invitations.Csv;

/// <summary>Recognises by its first bytes what people upload instead of a CSV file, and which encoding a text has.</summary>
internal static class FileKind
{
    /// <summary>A phrase such as “an Excel workbook”, or null when nothing speaks against text.</summary>
    public static string? Foreign(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8)) return Zip(head);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0])) return "an old Excel workbook (.xls)";
        if (head.StartsWith("%PDF"u8)) return "a PDF document";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) || head.StartsWith("GIF8"u8)
            || head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) || head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)
            || (head.StartsWith("RIFF"u8) && head.Length > 11 && head[8..].StartsWith("WEBP"u8)))
            return "an image";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return "a compressed file";
        if (head.StartsWith("{\\rtf"u8)) return "a text document (.rtf)";
        return head.TrimStart(" \t\r\n\uFEFF"u8).StartsWith("<"u8) ? "a web page or XML file" : null;
    }

    /// <summary>The encoding of the text and how many bytes its mark takes. Only a mark or the zero bytes of UTF-16 count as a hint.</summary>
    public static (Encoding Encoding, int Mark) Text(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) return (Encoding.UTF8, 3);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return (Encoding.Unicode, 2);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return (Encoding.BigEndianUnicode, 2);

        // Labels are ASCII, so in UTF-16 every second byte of them is zero and none of the others.
        var pairs = Math.Min(head.Length, 64) / 2;
        int even = 0, odd = 0;
        for (var i = 0; i < pairs; i++)
        {
            if (head[2 * i] == 0) even++;
            if (head[(2 * i) + 1] == 0) odd++;
        }

        if (pairs > 0 && even == 0 && odd * 4 >= pairs * 3) return (Encoding.Unicode, 0);
        return pairs > 0 && odd == 0 && even * 4 >= pairs * 3 ? (Encoding.BigEndianUnicode, 0) : (Encoding.UTF8, 0);
    }

    private static string Zip(ReadOnlySpan<byte> head) =>
        head.IndexOf("opendocument.spreadsheet"u8) >= 0 ? "an OpenDocument spreadsheet (.ods)"
        : head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("xl/"u8) >= 0 || head.IndexOf("_rels/"u8) >= 0 ? "an Excel workbook (.xlsx)"
        : "a ZIP archive";
}
