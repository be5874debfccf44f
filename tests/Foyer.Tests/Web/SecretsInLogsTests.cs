using System.Collections.Concurrent;
using Foyer.Tests.Connect;
using Foyer.Tests.Redeem;
using Foyer.Tests.SignIn;
using Microsoft.Extensions.Logging;

namespace Foyer.Tests.Web;

public class SecretsInLogsTests
{
    [Fact]
    public async Task Rule01_No_log_shows_a_secret_whatever_is_turned_on()
    {
        var lines = new ConcurrentQueue<string>();
        await using var app = await TestApp.New(Store.Sqlite, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            ["Logging:LogLevel:OpenIddict"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
        }, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(new Listener(lines));
        });
        var contoso = await app.NewTenant();
        var moodle = await RelyingParty.Register(contoso, r => r with { AssignmentRequired = false });
        var made = await contoso.NewInvitation();
        using var browser = app.Browser();
        await browser.SignUpAndAccept(made.Link);
        var party = new RelyingParty(app, contoso, moodle);
        using var member = await app.SignedIn(contoso.Admin);
        var code = await party.Code(member);
        var tokens = await RelyingParty.Json(await party.Redeem(member, code));
        await member.GetWith(tokens.Text("access_token"), "/oidc/userinfo");
        await party.Refresh(member, tokens.Text("refresh_token"));

        Assert.True(lines.Count > 100);
        foreach (var secret in new[]
        {
            made.Mailed.Reveal(), Redeeming.Password, TestTenant.Password, code, tokens.Text("access_token"), tokens.Text("refresh_token"), tokens.Text("id_token"), moodle.Secret,
            browser.SessionCookie(app)!, member.SessionCookie(app)!,
        }) Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private sealed class Listener(ConcurrentQueue<string> lines) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Line(categoryName, lines);

        public void Dispose() { }

        private sealed class Line(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
