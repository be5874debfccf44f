using System.Buffers;
using System.Text;
using Foyer.Web;

namespace Foyer.Groups;

/// <summary>What a group is called: the same rules when it is made and when it is changed.</summary>
internal static class GroupWords
{
    private const int LongestName = 256, LongestDescription = 1024, LongestNickname = 64;
    private static readonly SearchValues<char> NotInNicknames = SearchValues.Create("@()\\[]\";:<>, ");

    public static Result<string> Name(string? typed)
    {
        var name = (typed ?? "").Trim().Normalize(NormalizationForm.FormC);
        return name.Length is 0 or > LongestName || name.EnumerateRunes().Any(rune => Printable.IsHidden(rune.Value)) ? GroupProblems.NameMissing : name;
    }

    /// <summary>The description, or "" for none.</summary>
    public static Result<string> Description(string? typed)
    {
        var description = (typed ?? "").Trim();
        return description.Length > LongestDescription ? GroupProblems.DescriptionTooLong : description;
    }

    public static Result<string> Nickname(string typed) =>
        typed.Length is 0 or > LongestNickname || typed.AsSpan().ContainsAny(NotInNicknames) || typed.Any(c => c is <= ' ' or > '~') ? GroupProblems.BadNickname : typed;

    /// <summary>A nickname made of a name that has letters for it, and of the id otherwise.</summary>
    public static string NicknameFor(string name, Guid id)
    {
        var letters = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return letters.Length > 0 ? letters[..Math.Min(letters.Length, LongestNickname)] : id.ToString("N");
    }
}
