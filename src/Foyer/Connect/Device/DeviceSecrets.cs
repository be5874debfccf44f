using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Foyer.Connect.Device;

/// <summary>What the program polls with: the row by id, and 256 random bits of which the store keeps only the hash.</summary>
internal sealed record DeviceSecret(Guid Id, byte[] Secret)
{
    private const int SecretBytes = 32;

    public byte[] Hash => SHA256.HashData([.. "foyer.device."u8, .. Id.ToByteArray(), .. Secret]);

    public static DeviceSecret New(Guid id) => new(id, RandomNumberGenerator.GetBytes(SecretBytes));

    public static DeviceSecret? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[16 + SecretBytes];
        return text is { Length: <= 128 } && Base64Url.IsValid(text, out var length) && length == bytes.Length && Base64Url.TryDecodeFromChars(text, bytes, out _)
            ? new(new Guid(bytes[..16]), bytes[16..].ToArray())
            : null;
    }

    public string Text => Base64Url.EncodeToString([.. Id.ToByteArray(), .. Secret]);

    /// <summary>Never shows the secret, wherever a record is printed.</summary>
    public override string ToString() => $"device {Id}";
}

/// <summary>
/// What the person types: eight consonants (RFC 8628 section 6.1), so that no code is a word and none can be misread, in two
/// groups. 20^8 codes that live a quarter of an hour, and few guesses an address.
/// </summary>
internal static class UserCode
{
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    private const int Length = 8;

    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        return code[..(Length / 2)] + "-" + code[(Length / 2)..];
    }

    /// <summary>The hash of a code as somebody typed it, in any case, with or without the hyphen; null when it cannot be one.</summary>
    public static byte[]? HashOf(string? typed)
    {
        if (typed is null or { Length: > 64 }) return null;
        var code = new string([.. typed.Normalize(NormalizationForm.FormKC).ToUpperInvariant().Where(c => c is not (' ' or '-' or '\u2010' or '\u2011' or '\u2013'))]);
        return code.Length == Length && code.All(Letters.Contains) ? SHA256.HashData(Encoding.ASCII.GetBytes("foyer.usercode." + code)) : null;
    }
}
