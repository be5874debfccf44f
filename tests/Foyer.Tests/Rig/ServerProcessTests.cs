using Foyer.Rig;

namespace Foyer.Tests.Rig;

public class ServerProcessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_starts_again_at_the_same_address()
    {
        await using var app = SampleApp();
        await app.Start(Ct);
        var first = app.ProcessId;

        await app.Kill();
        Assert.False(app.IsRunning);
        using var client = app.Client();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(app.ReadyUrl, Ct));

        await app.Start(Ct);
        Assert.NotEqual(first, app.ProcessId);
        Assert.Equal("ok", await client.GetStringAsync(app.ReadyUrl, Ct));
    }

    [Fact]
    public async Task A_server_that_is_asked_to_stop_ends_by_itself()
    {
        await using var app = SampleApp();
        await app.Start(Ct);
        Assert.True(await app.Stop());
        Assert.Equal(0, app.ExitCode);
    }

    [Fact]
    public async Task A_server_that_ends_at_once_shows_why()
    {
        await using var app = SampleApp(authority: "");
        var failed = await Assert.ThrowsAsync<RigException>(() => app.Start(Ct));
        Assert.Contains("Oidc:Authority is not set", failed.Message, StringComparison.Ordinal);
    }

    private static ServerProcess SampleApp(string authority = "http://127.0.0.1:9/v2.0")
    {
        var url = $"http://127.0.0.1:{Ports.Free()}";
        return new ServerProcess
        {
            File = ServerProcess.Built("samples/CorporateApp", "CorporateApp"),
            Arguments = ["--urls", url, "--Oidc:Authority", authority, "--Oidc:ClientId", "app", "--Oidc:ClientSecret", "secret"],
            ReadyUrl = new Uri(url + "/health"),
        };
    }
}
