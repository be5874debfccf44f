using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Foyer.Apps;
using Foyer.Data;
using Foyer.Groups;
using Foyer.Policies;
using Foyer.Tenants;
using Foyer.Users;
using Foyer.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Foyer.Tests;

public enum Store { Sqlite, Postgres }

/// <summary>
/// The real server on a real port with a real store and a fake clock. Most tests share one server a store
/// (<see cref="Shared"/>) and keep apart by making a tenant of their own; a test that moves the clock starts its own.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string data;

    private TestApp(WebApplication app, Store store, string data, FakeTimeProvider clock, Uri url)
    {
        (this.app, this.data) = (app, data);
        (Store, Clock, Url) = (store, clock, url);
    }

    public static readonly DateTimeOffset Start = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public Store Store { get; }
    public FakeTimeProvider Clock { get; }
    public Uri Url { get; }
    public IServiceProvider Services => app.Services;
    public FoyerOptions Options => app.Services.GetRequiredService<FoyerOptions>();

    /// <summary>Where mail is written as files.</summary>
    public string MailDirectory => Path.Combine(data, "mail");

    private static readonly Lazy<Task<TestApp>> Sqlite = new(() => New(Store.Sqlite));
    private static readonly Lazy<Task<TestApp>> Postgres = new(() => New(Store.Postgres));

    public static Task<TestApp> Shared(Store store) => store == Store.Sqlite ? Sqlite.Value : Postgres.Value;

    /// <summary>A server of the test's own; <paramref name="settings"/> are configuration keys such as <c>Foyer:Smtp:Host</c>.</summary>
    public static Task<TestApp> New(Store store, IReadOnlyDictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? adapt = null) =>
        New(store, settings, adapt, secure: false);

    /// <summary>
    /// A server for libraries that insist on https and compare times with the machine's clock: it believes that clock too
    /// (<see cref="Clock"/> only dates what a test writes itself). <see cref="Trusting"/> speaks to it.
    /// </summary>
    public static Task<TestApp> NewSecure(Store store, IReadOnlyDictionary<string, string?>? settings = null) => New(store, settings, null, secure: true);

    private static async Task<TestApp> New(Store store, IReadOnlyDictionary<string, string?>? settings, Action<WebApplicationBuilder>? adapt, bool secure)
    {
        var data = Directory.CreateTempSubdirectory("foyer-test-").FullName;
        var url = new Uri($"{(secure ? "https" : "http")}://localhost:{FreePort()}");
        var clock = new FakeTimeProvider(secure ? TimeProvider.System.GetUtcNow() : Start);
        var configuration = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
            ["Foyer:Data"] = data,
            ["Foyer:PublicUrl"] = url.GetLeftPart(UriPartial.Authority),
            ["Foyer:Database:Provider"] = store.ToString(),
            ["Foyer:Database:ConnectionString"] = await TestStores.New(store, data),
        };
        if (secure)
        {
            var tls = LocalAuthority.Prepare(data, TimeProvider.System);
            (configuration["Foyer:Tls:CertificatePath"], configuration["Foyer:Tls:KeyPath"]) = (tls.CertificatePath, tls.KeyPath);
        }
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal)) configuration[key] = value;

        var app = FoyerServer.Build([], builder =>
        {
            foreach (var (key, value) in configuration) builder.Configuration[key] = value;
            adapt?.Invoke(builder);
        }, services => services.Replace(ServiceDescriptor.Singleton(secure ? TimeProvider.System : clock)));
        await app.StartAsync();
        return new TestApp(app, store, data, clock, url);
    }

    /// <summary>A client that keeps cookies and shows every redirect, as a careful test wants them.</summary>
    public HttpClient Browser(bool follow = false)
    {
        var handler = Trusting();
        (handler.CookieContainer, handler.AllowAutoRedirect) = (new CookieContainer(), follow);
        return new HttpClient(handler) { BaseAddress = Url };
    }

    /// <summary>A connection that trusts the authority of a server made by <see cref="NewSecure"/>, and no other.</summary>
    public SocketsHttpHandler Trusting()
    {
        var handler = new SocketsHttpHandler();
        if (Url.Scheme != Uri.UriSchemeHttps) return handler;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Path.Combine(data, "tls", "ca.pem"));
        handler.SslOptions.CertificateChainPolicy = policy;
        return handler;
    }

    /// <summary>Works on the store in a scope of one tenant.</summary>
    public async Task<T> In<T>(Guid tenantId, Func<IServiceProvider, FoyerDb, Task<T>> work)
    {
        await using var scope = Services.GetRequiredService<TenantScopes>().In(tenantId);
        return await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<FoyerDb>());
    }

    public Task In(Guid tenantId, Func<IServiceProvider, FoyerDb, Task> work) =>
        In<object?>(tenantId, async (services, db) => { await work(services, db); return null; });

    /// <summary>A managed organisation with a Global Administrator, of a domain nobody else uses.</summary>
    public async Task<TestTenant> NewTenant(string name = "Contoso")
    {
        var unique = Guid.CreateVersion7().ToString("N")[^10..];
        var domain = $"{name.ToLowerInvariant()}-{unique}.example";
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FoyerDb>();
        var tenant = scope.ServiceProvider.GetRequiredService<CreateTenant>().Add(name, TenantKind.Managed, domain, Subscription.Premium);
        var hand = scope.ServiceProvider.GetRequiredService<ResolveActor>().System();
        var admin = scope.ServiceProvider.GetRequiredService<CreateMember>().Add(hand, Address($"admin@{domain}"), $"{name} Administrator", TestTenant.Password);
        db.DirectoryRoleAssignments.Add(new() { TenantId = tenant.Id, UserId = admin.Id, RoleTemplateId = DirectoryRoles.GlobalAdministrator });
        scope.ServiceProvider.GetRequiredService<RegisterGraphApp>().Add(hand);
        await db.SaveChangesAsync();
        return new TestTenant(this, tenant.Id, domain, admin);
    }

    public static EmailAddress Address(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (Store == Store.Sqlite) SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
    }
}

/// <summary>An organisation made for one test.</summary>
public sealed record TestTenant(TestApp App, Guid Id, string Domain, User Admin)
{
    public const string Password = "correct horse battery staple 7";

    public Task<User> NewMember(string name, params Guid[] roles) => App.In(Id, async (services, db) =>
    {
        var user = services.GetRequiredService<CreateMember>().Add(services.GetRequiredService<ResolveActor>().System(), TestApp.Address($"{name.ToLowerInvariant()}@{Domain}"), name, Password);
        foreach (var role in roles) db.DirectoryRoleAssignments.Add(new() { TenantId = Id, UserId = user.Id, RoleTemplateId = role });
        await db.SaveChangesAsync();
        return user;
    });

    public Task<TestRegistration> NewApp(AppRegistration registration) => App.In(Id, async (services, db) =>
    {
        var register = services.GetRequiredService<RegisterApp>();
        var hand = services.GetRequiredService<ResolveActor>().System();
        var (application, principal) = register.Add(hand, registration);
        var secret = register.AddSecret(hand, application, TimeSpan.FromDays(365));
        await db.SaveChangesAsync();
        return new TestRegistration(application, principal, secret);
    });

    public Task<Group> NewGroup(string name) => App.In(Id, async (_, db) =>
    {
        var group = new Group { TenantId = Id, Id = Ids.New(App.Clock), DisplayName = name, MailNickname = name, CreatedAt = App.Clock.GetUtcNow().UtcDateTime };
        db.Groups.Add(group);
        await db.SaveChangesAsync();
        return group;
    });
}

public sealed record TestRegistration(Application Application, ServicePrincipal ServicePrincipal, string Secret);
