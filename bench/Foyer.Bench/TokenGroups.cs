using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Foyer.Apps;
using Foyer.Commands;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Rig;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Group = Foyer.Groups.Group;

namespace Foyer.Bench;

/// <summary>
/// What a guest in 200 groups costs when a token is made, beside a guest in none: the refresh grant at the real server on PostgreSQL,
/// one after the other in turn. The app is given to the one by one of the groups and to the other directly; 20 groups and 20,000
/// people have it, and the directory has 5,000 groups with 200,000 memberships.
/// </summary>
internal sealed partial class TokenGroups : IBenchmark
{
    private const int MyGroups = 200, Groups = 5000, People = 20_000, MembershipsEach = 10, AppGroups = 20;
    private const int Rounds = 5, RequestsARound = 200;
    private const double Bar = 1.3;
    private const string Redirect = "https://bench.example/signin-oidc", Password = "walk through the front door 8";

    public string Name => "token.groups.scale";

    public async Task<Figure> Run()
    {
        await using var rig = await PostgresRig.Start();
        using var folder = new RigFolder();
        var url = new Uri($"http://localhost:{Ports.Free()}");
        var connection = await rig.CreateDatabase("token_groups");
        var (appId, secret) = await Prepare(folder, url, connection);
        await using var server = new ServerProcess
        {
            File = ServerProcess.Built("src/Foyer", "foyer"),
            Arguments = ["serve"],
            ReadyUrl = new Uri(url, "/health/ready"),
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["FOYER_DATA"] = folder["data"], ["Foyer__PublicUrl"] = url.GetLeftPart(UriPartial.Authority), ["Foyer__Database__Provider"] = "Postgres",
                ["Foyer__Database__ConnectionString"] = connection, ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        await server.Start();

        var (none, many) = (await Visitor.SignIn(url, "none@fabrikam.example", appId, secret), await Visitor.SignIn(url, "many@fabrikam.example", appId, secret));
        await Alternate(none, many, RequestsARound); // warm
        var rounds = new List<double>();
        var (few, lots) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            var (one, other) = await Alternate(none, many, RequestsARound);
            few.Add(one);
            lots.Add(other);
            rounds.Add(other / one);
        }
        return new(Import.Median(lots), "ms", Import.Median(few), $"ms for a guest in no group; bar: at most {Bar} times", Import.Median(rounds), rounds);
    }

    private static async Task<(double None, double Many)> Alternate(Visitor none, Visitor many, int count)
    {
        var (one, other) = (new List<double>(), new List<double>());
        for (var i = 0; i < count; i++)
        {
            one.Add(await none.Refresh());
            other.Add(await many.Refresh());
        }
        return (Import.Median(one), Import.Median(other));
    }

    private static async Task<(Guid AppId, string Secret)> Prepare(RigFolder folder, Uri url, string connection)
    {
        Environment.SetEnvironmentVariable("FOYER_DEMO_PASSWORD", Password);
        await using var server = FoyerServer.Build([], builder =>
        {
            builder.Configuration["Foyer:Data"] = folder["data"];
            builder.Configuration["Foyer:PublicUrl"] = url.GetLeftPart(UriPartial.Authority);
            builder.Configuration["Foyer:Database:Provider"] = "Postgres";
            builder.Configuration["Foyer:Database:ConnectionString"] = connection;
            builder.Logging.ClearProviders();
        });
        await DataModule.Migrate(server.Services, default);
        await server.Services.GetRequiredService<CreateDemo>().Run(default);
        var scopes = server.Services.GetRequiredService<TenantScopes>();
        var homes = await scopes.Run<IServiceProvider, User[]>(CreateDemo.Fabrikam, async services =>
        {
            var make = services.GetRequiredService<CreateMember>();
            var hand = services.GetRequiredService<ResolveActor>().System();
            User[] made = [.. new[] { "none", "many" }.Select(name => make.Add(hand, EmailAddress.TryParse($"{name}@fabrikam.example", out var address) ? address : throw new InvalidOperationException(), name, Password))];
            await services.GetRequiredService<FoyerDb>().SaveChangesAsync();
            return made;
        });
        return await scopes.Run<IServiceProvider, (Guid, string)>(CreateDemo.Contoso, services => Fill(services, homes));
    }

    private static async Task<(Guid AppId, string Secret)> Fill(IServiceProvider services, User[] homes)
    {
        var (db, register, hand) = (services.GetRequiredService<FoyerDb>(), services.GetRequiredService<RegisterApp>(), services.GetRequiredService<ResolveActor>().System());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var (application, principal) = register.Add(hand, new("Bench") { RedirectUris = [Redirect], SignOnUrl = Redirect });
        var secret = register.AddSecret(hand, application, TimeSpan.FromDays(1));
        await db.SaveChangesAsync();

        List<User> people = [.. homes.Select(home => Guest(home.Mail!, home, now)), .. Enumerable.Range(0, People).Select(i => Guest($"guest{i}@partner{i % 97}.example", null, now))];
        List<Group> groups = [.. Enumerable.Range(0, Groups).Select(i => new Group { TenantId = CreateDemo.Contoso, Id = Guid.CreateVersion7(), DisplayName = $"Group {i}", MailNickname = $"group{i}", CreatedAt = now })];
        List<GroupMember> members =
        [
            .. groups.Take(MyGroups).Select(g => new GroupMember { TenantId = CreateDemo.Contoso, GroupId = g.Id, UserId = people[1].Id, AddedAt = now }),
            .. people.Skip(2).SelectMany((p, i) => Enumerable.Range(0, MembershipsEach).Select(j => new GroupMember { TenantId = CreateDemo.Contoso, GroupId = groups[((i * 7) + (j * 491)) % Groups].Id, UserId = p.Id, AddedAt = now })),
        ];
        List<AppRoleAssignment> assignments =
        [
            .. people.Where((_, i) => i != 1).Select(p => Assignment(p.Id, PrincipalType.User)),
            .. groups.Skip(MyGroups - 1).Take(AppGroups).Select(g => Assignment(g.Id, PrincipalType.Group)),
        ];
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            await BulkInsert.Write(db, people, default);
            await BulkInsert.Write(db, groups, default);
            await BulkInsert.Write(db, members.DistinctBy(m => (m.GroupId, m.UserId)).ToList(), default);
            await BulkInsert.Write(db, assignments, default);
            await transaction.CommitAsync();
        }
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
        return (application.AppId, secret);

        AppRoleAssignment Assignment(Guid who, PrincipalType type) =>
            new() { TenantId = CreateDemo.Contoso, Id = Guid.CreateVersion7(), ResourceId = principal.Id, PrincipalId = who, PrincipalType = type, AppRoleId = AppRoleAssignment.DefaultAccess, CreatedAt = now };
    }

    private static User Guest(string mail, User? home, DateTime now)
    {
        var name = mail.Replace('@', '_') + "#EXT#@contoso.example";
        return new()
        {
            TenantId = CreateDemo.Contoso, Id = Guid.CreateVersion7(), UserPrincipalName = name, UserPrincipalNameKey = name.ToLowerInvariant(), DisplayName = mail, Mail = mail, MailKey = mail,
            MailNickname = "guest", UserType = UserType.Guest, CreationType = "Invitation", ExternalUserState = ExternalUserState.Accepted, ExternalUserStateChangedAt = now, CreatedAt = now,
            HomeTenantId = home?.TenantId, HomeUserId = home?.Id, SignInName = home?.UserPrincipalName, AltSecId = home is null ? null : "5::" + home.Id.ToString("N"),
        };
    }

    /// <summary>A person in a browser, and the app that keeps their refresh token.</summary>
    private sealed partial class Visitor(HttpClient browser, Guid appId, string secret)
    {
        private string refresh = "";

        public static async Task<Visitor> SignIn(Uri url, string address, Guid appId, string secret)
        {
            var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = url };
            var page = await browser.GetStringAsync(new Uri($"/signin?login_hint={Uri.EscapeDataString(address)}&prompt=login", UriKind.Relative));
            var form = Form().Match(page);
            var fields = Hidden().Matches(form.Value).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
            fields["password"] = Password;
            using var body = new FormUrlEncodedContent(fields);
            using var signedIn = await browser.PostAsync(new Uri(WebUtility.HtmlDecode(form.Groups["action"].Value), UriKind.RelativeOrAbsolute), body);

            var visitor = new Visitor(browser, appId, secret);
            var verifier = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            using var answer = await browser.GetAsync(new Uri(QueryHelpers.AddQueryString($"/{CreateDemo.Contoso:D}/oauth2/v2.0/authorize", new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["client_id"] = appId.ToString("D"), ["response_type"] = "code", ["redirect_uri"] = Redirect, ["scope"] = "openid profile offline_access",
                ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))), ["code_challenge_method"] = "S256",
            }), UriKind.Relative));
            if (answer.Headers.Location is not { } location || QueryHelpers.ParseQuery(location.Query)["code"].ToString() is not { Length: > 0 } code)
                throw new InvalidOperationException($"{address} gets no code: {answer.StatusCode} {answer.Headers.Location}");
            await visitor.Token(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", verifier));
            return visitor;
        }

        /// <summary>Milliseconds until the new tokens are here.</summary>
        public async Task<double> Refresh()
        {
            var start = Stopwatch.GetTimestamp();
            await Token(("grant_type", "refresh_token"), ("refresh_token", refresh));
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        private async Task Token(params (string Name, string Value)[] values)
        {
            using var body = new FormUrlEncodedContent(new Dictionary<string, string>(values.Select(v => KeyValuePair.Create(v.Name, v.Value)), StringComparer.Ordinal) { ["client_id"] = appId.ToString("D"), ["client_secret"] = secret });
            using var answer = await browser.PostAsync(new Uri($"/{CreateDemo.Contoso:D}/oauth2/v2.0/token", UriKind.Relative), body);
            var text = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(text);
            using var json = JsonDocument.Parse(text);
            refresh = json.RootElement.GetProperty("refresh_token").GetString()!;
        }

        [GeneratedRegex("""<form method="post" action="(?<action>[^"]*)".*?</form>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Form();

        [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)"\s*/?>""", RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Hidden();
    }
}
