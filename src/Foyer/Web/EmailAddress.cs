using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Foyer.Web;

/// <summary>Why a text is not an address: a stable code and one sentence for the person who typed it.</summary>
public sealed record EmailAddressProblem(string Code, string Reason);

/// <summary>
/// An e-mail address, normalised before it is validated and compared in one form only (security rule 13): NFKC, the domain as
/// lower-case IDNA ASCII. Two addresses are equal when their <see cref="Key"/> is, whatever their case was.
/// What may stand before the @ is what Entra's invitation manager accepts (contract digest 2.2).
/// </summary>
public sealed class EmailAddress : IEquatable<EmailAddress>
{
    private const int MaxLength = 254;
    private const int MaxLocalLength = 64;
    private const int MaxTypedLength = 1024;
    private const string Example = "write it as name@company.example";

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    private EmailAddress(string localPart, string domain)
    {
        LocalPart = localPart;
        Domain = domain;
        Address = localPart + "@" + domain;
        Key = Address.ToLowerInvariant();
    }

    /// <summary>For people and for the mail header: the local part in the case it was typed, the normalised domain.</summary>
    public string Address { get; }

    /// <summary>For comparison and for unique indexes.</summary>
    public string Key { get; }

    public string LocalPart { get; }

    /// <summary>Lower-case ASCII (<c>xn--</c> for international names).</summary>
    public string Domain { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address) => TryParse(text, out address, out _);

    /// <summary>Never throws; exactly one of the two results is set.</summary>
    public static bool TryParse(
        string? text,
        [NotNullWhen(true)] out EmailAddress? address,
        [NotNullWhen(false)] out EmailAddressProblem? problem)
    {
        address = null;
        var typed = (text ?? "").Trim();
        (string Code, string Hint)? wrong = null;

        if (typed.Length == 0) wrong = ("email.empty", Example);
        else if (typed.Length > MaxTypedLength) wrong = TooLong;
        // Hidden characters are looked for before normalisation, which keeps some and folds others into innocent ones.
        else if (!Ascii.IsValid(typed)) wrong = FindHidden(typed);
        if (wrong is null && !Ascii.IsValid(typed)) typed = typed.Normalize(NormalizationForm.FormKC).Trim();

        wrong ??= Split(typed, out address);
        problem = wrong is null
            ? null
            : new(wrong.Value.Code, $"“{Printable.Excerpt(text)}” is not an e-mail address: {wrong.Value.Hint}.");
        return problem is null;
    }

    private static (string Code, string Hint) TooLong => ("email.too_long", $"it may have at most {MaxLength} characters");

    private static (string Code, string Hint)? Split(string text, out EmailAddress? address)
    {
        address = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (FindHidden(text) is { } hidden) return hidden;
        if (HasBlank(text)) return ("email.blank", "it contains a blank, remove it");
        if (at < 0) return ("email.no_at", $"the @ is missing, {Example}");
        if (text.IndexOf('@', at + 1) >= 0) return ("email.many_at", $"it has more than one @, {Example}");

        var local = text[..at];
        if (CheckLocalPart(local) is { } wrong) return wrong;
        if (NormalizeDomain(text[(at + 1)..]) is not { } domain) return ("email.domain", $"the part after the @ is not a domain, {Example}");
        if (local.Length + 1 + domain.Length > MaxLength) return TooLong;

        address = new(local, domain);
        return null;
    }

    private static bool HasBlank(string text)
    {
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c)) return true;
        }

        return false;
    }

    private static (string Code, string Hint)? CheckLocalPart(string local)
    {
        if (local.Length == 0) return ("email.no_local", $"nothing stands before the @, {Example}");
        if (local.Length > MaxLocalLength) return ("email.local_too_long", $"the part before the @ may have at most {MaxLocalLength} characters");
        for (var i = 0; i < local.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(local[i]) || local[i] is '.' or '-' or '_') continue;
            return char.IsAscii(local[i])
                ? ("email.character", $"“{local[i]}” may not stand before the @")
                : ("email.not_ascii", $"“{Rune.GetRuneAt(local, i)}” may not stand before the @, only a to z, digits, . - and _");
        }

        if (local[0] is '.' or '-' || local[^1] is '.' or '-') return ("email.edge", "the part before the @ may not start or end with . or -");
        return local.Contains("..", StringComparison.Ordinal) ? ("email.dots", "two dots may not follow each other") : null;
    }

    /// <summary>The domain as lower-case ASCII, or null when it is none. What this returns, it accepts and returns unchanged.</summary>
    private static string? NormalizeDomain(string domain)
    {
        try
        {
            var ascii = Ascii.IsValid(domain) ? domain.ToLowerInvariant() : Idn.GetAscii(domain).ToLowerInvariant();
            if (!IsHostName(ascii)) return null;
            // A hand-written xn-- label that stands for nothing, or for something that is written otherwise, is a trick.
            return !ascii.Contains("xn--", StringComparison.Ordinal) || string.Equals(Idn.GetAscii(Idn.GetUnicode(ascii)), ascii, StringComparison.Ordinal) ? ascii : null;
        }
        catch (ArgumentException) // how IdnMapping says that a name is not valid
        {
            return null;
        }
    }

    private static bool IsHostName(string ascii)
    {
        if (ascii.Length is 0 or > 253) return false;
        var labels = 0;
        var onlyDigits = false;
        foreach (var range in ascii.AsSpan().Split('.'))
        {
            var label = ascii.AsSpan(range);
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-') return false;
            onlyDigits = true;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
                onlyDigits &= char.IsAsciiDigit(c);
            }

            labels++;
        }

        return labels >= 2 && !onlyDigits; // 192.0.2.1 is no domain
    }

    private static (string Code, string Hint)? FindHidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f') continue;
            var code = char.IsSurrogatePair(text, i) ? char.ConvertToUtf32(text, i++) : c;
            if (Printable.IsHidden(code)) return ("email.hidden_character", $"it contains an invisible character (U+{code:X4}), type it again");
        }

        return null;
    }

    public bool Equals(EmailAddress? other) => string.Equals(Key, other?.Key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Address;
}
