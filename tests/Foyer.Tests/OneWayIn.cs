using System.Text;
using Foyer.Apps;
using Foyer.Invitations;
using Foyer.Rig;

namespace Foyer.Tests;

public class OneWayIn
{
    private static readonly string Source = Path.Combine(ServerProcess.RepositoryRoot(), "src", "Foyer");

    [Fact]
    public void Rule02_One_text_under_two_purposes_is_two_secrets()
    {
        var text = InvitationSecret.New().Reveal();
        Assert.NotEqual(InvitationSecret.Of(text)!.Value.Hash, RegisterApp.HashOf(text));

        // Every hash of a secret begins with the word of its purpose, and no two purposes share a word.
        var words = Sources().SelectMany(text => System.Text.RegularExpressions.Regex.Matches(text, "\"(foyer\\.[a-z]+\\.)\"").Select(m => m.Groups[1].Value)).ToList();
        Assert.Superset(new HashSet<string>(["foyer.client.", "foyer.code.", "foyer.invitation.", "foyer.redemption.", "foyer.session."], StringComparer.Ordinal), words.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(words.Distinct(StringComparer.Ordinal).Count(), words.Count);
    }

    [Fact]
    public void Rule09_A_guest_is_made_in_one_place_whichever_face_asked() =>
        Assert.Single(Sources(), text => text.Contains("UserType = UserType.Guest", StringComparison.Ordinal));

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(f => File.ReadAllText(f, Encoding.UTF8));
}
