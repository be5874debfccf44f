using System.Net;
using System.Text;
using Foyer.Apps;
using Foyer.Invitations;
using Foyer.Policies;
using Foyer.Rig;
using Foyer.Tests.Graph;
using Foyer.Tests.Invitations;
using Foyer.Users;
using Microsoft.EntityFrameworkCore;

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

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Rule09_What_the_gate_refuses_comes_in_by_no_face(Store store)
    {
        const string words = "is a verified domain of this directory";
        var tenant = await (await TestApp.Shared(store)).NewTenant();
        var own = $"new@{tenant.Domain}";
        using var program = await tenant.Automation(Permissions.InviteUsers);

        var single = await program.Graph(HttpMethod.Post, "/invitations", $$"""{"invitedUserEmailAddress":"{{own}}","inviteRedirectUrl":"https://x.example/"}""", HttpStatusCode.BadRequest);
        Assert.Contains(words, single.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        var file = $"Email,DisplayName,InviteContactUsUrl\n{own},New,https://contoso.example/partners\n";
        using (var uploaded = await program.Upload(file, "?dryRun=true")) Assert.Equal(1, (await uploaded.Json()).GetProperty("failed").GetInt32());
        var batch = await tenant.Finished((await tenant.Upload(file)).Id); // as the portal does
        Assert.Equal((0, 1), (batch.Batch.Invited, batch.Batch.Failed));
        Assert.Equal(2, await tenant.App.In(tenant.Id, (_, db) => db.BatchRows.CountAsync(r => r.Reason!.Contains(words))));
        Assert.False(await tenant.App.In(tenant.Id, (_, db) => db.Users.AnyAsync(u => u.MailKey == own)));
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(f => File.ReadAllText(f, Encoding.UTF8));
}
