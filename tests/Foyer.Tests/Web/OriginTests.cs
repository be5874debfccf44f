using System.Net;
using System.Net.Sockets;
using System.Text;
using Foyer.Audit;
using Foyer.Data;
using Foyer.Tests.SignIn;
using Foyer.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Web;

/// <summary>Which address this server has, who asks from where, and what lies on its disk: nothing of it is believed of a stranger.</summary>
public class OriginTests
{
    [Fact]
    public async Task Rule12_The_public_address_makes_links_and_cookies_whatever_the_request_says()
    {
        await using var app = await TestApp.New(Store.Sqlite, adapt: builder =>
        {
            builder.Configuration["urls"] = builder.Configuration["Foyer:PublicUrl"];
            builder.Configuration["Foyer:PublicUrl"] = "https://foyer.contoso.example";
        });
        var contoso = await app.NewTenant();
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = app.Url };
        Task<HttpResponseMessage> Get(string path) => client.SendAsync(new(HttpMethod.Get, path) { Headers = { Host = "evil.example" } });

        // The proxy in front forgot to say that it was asked by https.
        using var page = await Get($"/signin?login_hint={contoso.Admin.UserPrincipalName}&lang=de");
        Assert.All(page.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("max-age=", page.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        foreach (var path in (string[])["/portal", "/", "/myapps", "/account", "/nowhere", "/openapi/v1.json", "/favicon.ico", $"/{contoso.Id}/v2.0/.well-known/openid-configuration", $"/{contoso.Id}/oauth2/v2.0/authorize?client_id=x"])
        {
            using var answer = await Get(path);
            Assert.DoesNotContain("evil.example", answer.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain("evil.example", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Contains("https://foyer.contoso.example/oidc/userinfo", await (await Get($"/{contoso.Id}/v2.0/.well-known/openid-configuration")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, InlineData("//evil.example/"), InlineData("//evil.example/redeem?ticket=x"), InlineData("/%2Fevil.example/"), InlineData("/%5Cevil.example/"), InlineData("/%09/evil.example/")]
    public async Task Rule12_A_page_links_to_nobody_elses_server_however_it_was_asked_for(string path)
    {
        var app = await TestApp.Shared(Store.Sqlite);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(app.Url.Host, app.Url.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost:{app.Url.Port}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        Assert.Contains("There is no such page", answer, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"href=""(//|/\\|/&#)", answer);
        Assert.DoesNotContain("Location:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule18_Only_trusted_proxies_say_who_asks()
    {
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:TrustedProxies:0"] = "10.1.0.0/24" });
        var tenant = await app.NewTenant();
        async Task<string?> Seen(string forwarded)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1)); // the latest entry is found by its time
            using var browser = app.Browser();
            browser.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
            await browser.SignIn(tenant.Admin.UserPrincipalName);
            return await app.In(tenant.Id, (_, db) => db.AuditEntries.Where(a => a.Activity == Activities.SignIn).OrderByDescending(a => a.Id).Select(a => a.IpAddress).FirstAsync());
        }

        Assert.Equal("203.0.113.9", await Seen("203.0.113.9, 10.1.0.7"));
        Assert.Equal("10.2.0.7", await Seen("203.0.113.9, 10.2.0.7"));
        Assert.Equal("203.0.113.9", await Seen("127.0.0.1, 203.0.113.9, 10.1.0.7"));
        Assert.Equal("203.0.113.9", await Seen("::ffff:203.0.113.9"));
    }

    [Fact]
    public async Task Metrics_stay_private_behind_a_proxy_that_nobody_named()
    {
        await using var app = await TestApp.New(Store.Sqlite, adapt: builder => builder.Services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.KnownIPNetworks.Clear();
            o.KnownProxies.Clear();
            o.KnownProxies.Add(IPAddress.Parse("10.9.9.9"));
        }));
        using var browser = app.Browser();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/metrics")).StatusCode);
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/metrics")).StatusCode);
    }

    [Fact]
    public async Task What_lies_in_the_data_folder_is_readable_for_the_server_only()
    {
        var data = Directory.CreateTempSubdirectory("foyer-open-").FullName;
        const UnixFileMode everybody = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(data, File.GetUnixFileMode(data) | everybody); // as mkdir and volumes leave it
        await using (var options = new ServiceCollection().AddSingleton(new FoyerOptions { Data = data }).BuildServiceProvider()) await DataModule.Migrate(options, default);
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal) { ["Foyer:Data"] = data, ["Foyer:Database:ConnectionString"] = null });
        var tenant = await app.NewTenant();
        using var browser = app.Browser();
        await browser.SignIn(tenant.Admin.UserPrincipalName);

        var entries = Directory.EnumerateFileSystemEntries(data, "*", SearchOption.AllDirectories).Append(data).ToList();
        Assert.Contains(entries, e => e.EndsWith("foyer.db", StringComparison.Ordinal));
        Assert.Contains(entries, e => e.EndsWith("foyer.db-wal", StringComparison.Ordinal));
        Assert.Contains(entries, e => e.EndsWith(".xml", StringComparison.Ordinal));
        Assert.Empty(entries.Where(e => (File.GetUnixFileMode(e) & (everybody | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None));
    }
}
