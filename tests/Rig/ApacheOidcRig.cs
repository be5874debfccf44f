using System.Security.Cryptography;

namespace Foyer.Rig;

/// <summary>
/// A relying party that nobody here wrote: Apache with mod_auth_openidc, from a private folder. Every page needs a sign-in and
/// shows, a line each, what the module passes on: <c>REMOTE_USER=…</c> and <c>OIDC_CLAIM_…=…</c>.
/// </summary>
public sealed class ApacheOidcRig : IAsyncDisposable
{
    private const string User = "www-data", Modules = "/usr/lib/apache2/modules";

    private readonly RigFolder folder = new();
    private Child? apache;

    public int Port { get; } = Ports.Free();

    /// <summary>
    /// The protected page. Known before the start, because the server wants to register it first. A client that does not say
    /// <c>Accept: text/html</c> gets 401 instead of the way to the provider: the module takes it for a script.
    /// </summary>
    public string Url => $"http://127.0.0.1:{Port}/";

    public string RedirectUri => Url + "cb";

    /// <summary>Load this address to sign out here and at the provider; it returns to <see cref="SignedOutUrl"/>, a public page.</summary>
    public string LogoutUrl => $"{RedirectUri}?logout={Uri.EscapeDataString(SignedOutUrl)}";

    public string SignedOutUrl => Url + "signed-out.txt";

    public string Log => File.Exists(folder["error.log"]) ? File.ReadAllText(folder["error.log"]) : "";

    /// <summary>Starts it against a provider; <paramref name="caFile"/> (PEM) is trusted in place of the system's authorities.</summary>
    public async Task Start(string metadataUrl, string clientId, string clientSecret, string? caFile = null, CancellationToken ct = default)
    {
        var program = Tool.Find("apache2", "apache2");
        if (!File.Exists(Path.Combine(Modules, "mod_auth_openidc.so")))
        {
            throw new RigException("mod_auth_openidc is not installed (Debian package libapache2-mod-auth-openidc): run ./dev test, which installs it.");
        }

        var pages = folder.Sub("pages");
        await File.WriteAllTextAsync(Path.Combine(pages, "index.shtml"), "REMOTE_USER=<!--#echo var=\"REMOTE_USER\" -->\n<!--#printenv -->", ct);
        await File.WriteAllTextAsync(Path.Combine(pages, "signed-out.txt"), "signed out\n", ct);
        await File.WriteAllTextAsync(folder["httpd.conf"], Configuration(metadataUrl, clientId, clientSecret, caFile), ct);
        await Tool.GiveTo(User, folder.Path, ct);

        // -X: one process without children, which would survive a killed parent.
        apache = Child.Start(program, ["-X", "-f", folder["httpd.conf"]], User, folder.Path);
        await apache.UntilListening(Port, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (apache is not null)
        {
            await apache.DisposeAsync();
        }

        folder.Dispose();
    }

    private static string Quoted(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    private string Configuration(string metadataUrl, string clientId, string clientSecret, string? caFile) => $"""
        ServerName 127.0.0.1
        Listen 127.0.0.1:{Port}
        PidFile {folder["httpd.pid"]}
        ErrorLog {folder["error.log"]}
        DefaultRuntimeDir {folder.Path}
        Mutex pthread default
        LoadModule mpm_event_module {Modules}/mod_mpm_event.so
        LoadModule authn_core_module {Modules}/mod_authn_core.so
        LoadModule authz_core_module {Modules}/mod_authz_core.so
        LoadModule authz_user_module {Modules}/mod_authz_user.so
        LoadModule mime_module {Modules}/mod_mime.so
        LoadModule dir_module {Modules}/mod_dir.so
        LoadModule include_module {Modules}/mod_include.so
        LoadModule auth_openidc_module {Modules}/mod_auth_openidc.so
        TypesConfig /etc/mime.types
        DocumentRoot {folder["pages"]}
        DirectoryIndex index.shtml
        AddType text/plain .shtml
        AddOutputFilter INCLUDES .shtml
        OIDCProviderMetadataURL {metadataUrl}
        OIDCClientID {clientId}
        OIDCClientSecret {Quoted(clientSecret)}
        OIDCRedirectURI {RedirectUri}
        OIDCCryptoPassphrase {Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}
        OIDCScope "openid email profile"
        OIDCPKCEMethod S256
        OIDCRemoteUserClaim sub
        {(caFile is null ? "" : $"OIDCCABundlePath {caFile}")}
        <Location />
          AuthType openid-connect
          Require valid-user
          Options +Includes
        </Location>
        <Location /signed-out.txt>
          AuthType None
          Require all granted
        </Location>

        """;
}
