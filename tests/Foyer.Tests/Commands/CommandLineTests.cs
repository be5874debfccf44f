using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Foyer.Rig;

namespace Foyer.Tests.Commands;

/// <summary>The executable as an operator runs it: what it prints where, and its exit code (contract section 1).</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("foyer-command-");

    [Theory]
    [InlineData("--help"), InlineData("serve --help"), InlineData("demo --help"), InlineData("migrate --help"), InlineData("tenant --help"), InlineData("tenant create --help")]
    public async Task Every_command_explains_itself(string words)
    {
        var (exitCode, output, errors) = await Foyer(words);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""), InlineData("invite"), InlineData("serve --fast"), InlineData("tenant create --name Contoso")]
    [InlineData("tenant create --name Contoso --domain contoso.example --admin a@contoso.example --subscription Gold")]
    [InlineData("tenant create --name Contoso --domain contoso.example --admin a@fabrikam.example")]
    [InlineData("tenant create --name Contoso --domain contoso --admin a@contoso")]
    [InlineData("tenant create --name Contoso --domain gmail.com --admin a@gmail.com")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string words)
    {
        var (exitCode, output, errors) = await Foyer(words);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.EndsWith("Try: foyer --help\n", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("Foyer:PublicUrl", "http://foyer.contoso.example")]
    [InlineData("Foyer:Invitations:Lifetime", "soon")]
    [InlineData("Foyer:Smtp:Hots", "mail.contoso.example")]
    [InlineData("Foyer:Database:ConnectionString", "Host=127.0.0.1;Port=1;Database=foyer;Timeout=5", "Foyer:Database:Provider", "Postgres")]
    [InlineData("FOYER_DATA", "/proc/foyer")]
    public async Task What_cannot_work_is_one_line_that_names_the_key_and_exit_code_1(string key, string value, string? otherKey = null, string? otherValue = null)
    {
        var (exitCode, output, errors) = await Foyer("migrate", (key, value), (otherKey ?? "unused", otherValue));
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(key, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_setting_may_stand_behind_the_command()
    {
        var (exitCode, _, errors) = await Foyer("migrate --Foyer:PublicUrl http://foyer.contoso.example");
        Assert.Equal(1, exitCode);
        Assert.Contains("Foyer:PublicUrl", errors, StringComparison.Ordinal);
        Assert.Equal(0, (await Foyer("migrate --Foyer:PublicUrl=https://foyer.contoso.example", ("Foyer:PublicUrl", "http://foyer.contoso.example"))).ExitCode);
    }

    [Fact]
    public async Task An_organisation_is_created_once_and_its_administrator_needs_a_good_password()
    {
        const string create = "tenant create --name Contoso --domain contoso.example --admin ann@contoso.example";
        var weak = await Foyer(create, ("FOYER_ADMIN_PASSWORD", "contoso2027"));
        Assert.Equal(1, weak.ExitCode);
        Assert.StartsWith("FOYER_ADMIN_PASSWORD: ", weak.Errors, StringComparison.Ordinal);

        var made = await Foyer(create);
        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        Assert.Contains("ann@contoso.example signs in at http://localhost:5080/portal with the password ", made.Output, StringComparison.Ordinal);
        var again = await Foyer(create);
        Assert.Equal((1, "contoso.example already belongs to an organisation on this server.\n"), (again.ExitCode, again.Errors));
        Assert.Equal(1, (await Foyer("demo")).ExitCode);
    }

    [Fact]
    public async Task The_demo_file_tells_programs_everything_and_nobody_else()
    {
        var (exitCode, output, _) = await Foyer("demo", ("FOYER_DEMO_PASSWORD", "a word of my own"), ("Foyer:PublicUrl", "http://localhost:7000"));
        Assert.Equal(0, exitCode);
        var file = Path.Combine(data.FullName, "demo.json");
        foreach (var path in (string[])[file, Path.Combine(data.FullName, "foyer.db")])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(data.FullName, "keys")));

        var demo = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        Assert.Equal("http://localhost:7000", demo.GetProperty("baseUrl").GetString());
        foreach (var (name, domain, user) in new[] { ("contoso", "contoso.example", "inviter@contoso.example"), ("fabrikam", "fabrikam.example", "bob@fabrikam.example") })
        {
            var tenant = demo.GetProperty("tenants").GetProperty(name);
            Assert.True(tenant.GetProperty("id").TryGetGuid(out _));
            Assert.Equal(domain, tenant.GetProperty("domain").GetString());
            Assert.Equal($"admin@{domain} a word of my own", Login(tenant.GetProperty("admin")));
            Assert.Equal([$"{user} a word of my own"], tenant.GetProperty("users").EnumerateArray().Select(Login));
        }
        foreach (var (name, port) in new[] { ("moodle", 7001), ("salesforce", 7002) })
        {
            var app = demo.GetProperty("apps").GetProperty(name);
            Assert.True(app.GetProperty("appId").TryGetGuid(out _) && app.GetProperty("servicePrincipalId").TryGetGuid(out _));
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"), app.GetProperty("url").GetString());
        }
        var ids = demo.GetProperty("groups").EnumerateObject().Select(g => g.Name);
        Assert.Equal(["Externals", "MyGroup1"], ids.Order(StringComparer.Ordinal));
        Assert.True(demo.GetProperty("automation").GetProperty("clientId").TryGetGuid(out _));
        Assert.NotEmpty(demo.GetProperty("automation").GetProperty("clientSecret").GetString()!);

        // The sample file fits every demo, and a newcomer reads every address, login and id.
        var sample = await File.ReadAllTextAsync(Path.Combine(ServerProcess.RepositoryRoot(), "samples", "contoso-partners.csv"));
        foreach (var id in demo.GetProperty("groups").EnumerateObject().Select(g => g.Value).Concat(demo.GetProperty("apps").EnumerateObject().Select(a => a.Value.GetProperty("appId"))))
        {
            Assert.Contains(id.GetString()!, sample, StringComparison.Ordinal);
            Assert.Contains(id.GetString()!, output, StringComparison.Ordinal);
        }

        var moved = await Foyer("demo", ("Foyer:PublicUrl", "http://localhost:7100"));
        Assert.Contains("a word of my own", moved.Output, StringComparison.Ordinal);
        Assert.Equal("http://localhost:7101", JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("apps").GetProperty("moodle").GetProperty("url").GetString());

        static string Login(JsonElement user) => $"{user.GetProperty("userPrincipalName").GetString()} {user.GetProperty("password").GetString()}";
    }

    [Fact]
    public async Task The_script_explains_its_verbs_and_refuses_others()
    {
        Assert.Equal((0, "./dev up [--port N] [--https]       the server, the demo and two sample apps, until Ctrl-C\n", ""), await Run(Path.Combine(ServerProcess.RepositoryRoot(), "dev"), ["up", "--help"]));
        Assert.Equal(0, (await Run(Path.Combine(ServerProcess.RepositoryRoot(), "dev"), [])).ExitCode);
        Assert.Equal((2, "", "up knows --port N and --https, not --fast.\n"), await Run(Path.Combine(ServerProcess.RepositoryRoot(), "dev"), ["up", "--fast"]));
        Assert.Equal(2, (await Run(Path.Combine(ServerProcess.RepositoryRoot(), "dev"), ["fly"])).ExitCode);
    }

    private Task<(int ExitCode, string Output, string Errors)> Foyer(string words, params (string Name, string? Value)[] settings) =>
        Run(ServerProcess.Built("src/Foyer", "foyer"), words.Split(' ', StringSplitOptions.RemoveEmptyEntries), settings);

    private async Task<(int ExitCode, string Output, string Errors)> Run(string file, string[] words, params (string Name, string? Value)[] settings)
    {
        var start = new ProcessStartInfo(file, words) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = ServerProcess.RepositoryRoot() };
        start.Environment["FOYER_DATA"] = data.FullName;
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        using var process = Process.Start(start)!;
        var printed = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, printed[0], printed[1]);
    }

    public void Dispose() => data.Delete(recursive: true);
}
