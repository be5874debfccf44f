using System.Collections.Frozen;
using System.Text;
using Foyer.Users;
using Foyer.Web;

namespace Foyer.SignIn;

/// <summary>How hard a password is to guess, for the sentence under the field (<c>signin.strength.…</c>).</summary>
public enum PasswordStrength { TooShort, TooLong, TooSimple, Good, Strong }

/// <summary>
/// Which passwords may be chosen (security rule 21, OWASP ASVS 5 section 6.2): long enough, any characters, and something left
/// when what everybody guesses is taken out: common passwords, keyboard rows, sequences, repetitions, the person's own names.
/// </summary>
public static class PasswordRules
{
    public const int MinLength = 12;
    public const int MaxLength = 256;
    private const int EnoughLeft = 8;
    private const int PlentyLeft = 14;

    private static readonly FrozenSet<string> Common = SignInFiles.Lines("CommonPasswords.txt").ToFrozenSet(StringComparer.Ordinal);
    private static readonly int LongestCommon = Common.Max(word => word.Length);

    private static readonly string[] Rows =
    [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiopü", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
        "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    ];

    /// <summary>
    /// Null for a password that may be used. <paramref name="personal"/> are texts an acquaintance would try: name, address, organisation.
    /// Codes: <c>passwordTooShort</c>, <c>passwordTooLong</c>, <c>passwordTooSimple</c>; pages have the sentence as <c>signin.{code}</c>.
    /// </summary>
    public static Problem? Check(string password, params ReadOnlySpan<string?> personal) => Strength(password, personal) switch
    {
        PasswordStrength.TooShort => new(ProblemKind.BadRequest, "passwordTooShort", $"The password is too short. Use at least {MinLength} characters; a few words in a row are easy to remember."),
        PasswordStrength.TooLong => new(ProblemKind.BadRequest, "passwordTooLong", $"The password is too long. Use at most {MaxLength} characters."),
        PasswordStrength.TooSimple => new(ProblemKind.BadRequest, "passwordTooSimple", "That password is easy to guess. Use a few words that do not belong together, without your name and without rows of keys."),
        _ => null,
    };

    public static PasswordStrength Strength(string password, params ReadOnlySpan<string?> personal)
    {
        var text = Passwords.Normal(password);
        var length = text.EnumerateRunes().Count();
        if (length < MinLength) return PasswordStrength.TooShort;
        if (length > MaxLength) return PasswordStrength.TooLong;
        var left = Left(text.ToLowerInvariant(), OwnWords(personal));
        return left < EnoughLeft ? PasswordStrength.TooSimple : left < PlentyLeft ? PasswordStrength.Good : PasswordStrength.Strong;
    }

    /// <summary>Characters that count: what can be guessed as a piece counts as one or two, however long it is.</summary>
    private static int Left(string text, FrozenSet<string> own)
    {
        var folded = Unmask(text);
        var (left, at) = (0, 0);
        while (at < text.Length)
        {
            var word = Math.Max(Word(text, at, Common, LongestCommon), Math.Max(Word(folded, at, Common, LongestCommon), Year(text, at)));
            var run = Math.Max(Math.Max(Repeated(text, at), Row(text, at)), Math.Max(Again(text, at), Math.Max(Word(text, at, own, MaxLength), Word(folded, at, own, MaxLength))));
            (left, at) = Math.Max(word, run) switch
            {
                < 3 => (left + 1, at + 1),
                var piece when run >= word => (left + 1, at + piece),
                var piece => (left + 2, at + piece),
            };
        }
        return left;
    }

    private static int Word(string text, int at, FrozenSet<string> words, int longest)
    {
        for (var length = words.Count == 0 ? 0 : Math.Min(text.Length - at, longest); length >= 3; length--)
        {
            if (words.Contains(text.Substring(at, length))) return length;
        }
        return 0;
    }

    private static int Year(string text, int at) =>
        text.Length - at >= 4 && text.AsSpan(at, 2) is "19" or "20" && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3]) ? 4 : 0;

    private static int Repeated(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && text[end] == text[at]) end++;
        return end - at;
    }

    private static int Row(string text, int at)
    {
        var longest = 0;
        foreach (var row in Rows)
        {
            foreach (var step in (ReadOnlySpan<int>)[1, -1])
            {
                var place = row.IndexOf(text[at], StringComparison.Ordinal);
                if (place < 0) continue;
                var end = at + 1;
                for (place += step; end < text.Length && place >= 0 && place < row.Length && text[end] == row[place]; place += step) end++;
                longest = Math.Max(longest, end - at);
            }
        }
        return longest;
    }

    /// <summary>How long the piece from here on is that stood in the password before.</summary>
    private static int Again(string text, int at)
    {
        var length = 0;
        while (at + length < text.Length && text.AsSpan(0, at).IndexOf(text.AsSpan(at, length + 1), StringComparison.Ordinal) >= 0) length++;
        return length;
    }

    private static FrozenSet<string> OwnWords(ReadOnlySpan<string?> personal)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in personal)
        {
            var word = new StringBuilder();
            foreach (var c in Passwords.Normal(text ?? "").ToLowerInvariant() + " ")
            {
                if (char.IsLetter(c)) word.Append(c);
                else
                {
                    if (word.Length >= 3) words.Add(word.ToString());
                    word.Clear();
                }
            }
        }
        return words.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Undoes the substitutions that guessing tools undo, a character for a character.</summary>
    private static string Unmask(string text) => string.Concat(text.Select(c => c switch { '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => c }));
}
