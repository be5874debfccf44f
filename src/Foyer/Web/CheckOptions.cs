using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Foyer.Web;

/// <summary>Settings that cannot work or are not safe; the start stops with this one line.</summary>
internal sealed class UnusableConfigurationException(string line) : Exception(line);

internal static class CheckOptions
{
    /// <summary>Reads the section <c>Foyer</c>. A misspelt key or value stops the start: what an operator believes to be set must be set.</summary>
    public static FoyerOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Foyer");
        if (Unknown(section, typeof(FoyerOptions)) is { } unknown) throw new UnusableConfigurationException($"{unknown} is no setting of Foyer; docs/configuration.md lists them all.");
        try
        {
            return section.Get<FoyerOptions>() ?? new FoyerOptions();
        }
        catch (InvalidOperationException unreadable) // names the key and the value
        {
            throw new UnusableConfigurationException(unreadable.Message);
        }
    }

    private static string? Unknown(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            var property = type.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is not { CanWrite: true }) return child.Path;
            if (property.PropertyType.DeclaringType == typeof(FoyerOptions) && Unknown(child, property.PropertyType) is { } deeper) return deeper;
        }
        return null;
    }

    /// <summary>The first problem of the configuration as one line that names the key and says what to do; null when it is usable.</summary>
    public static string? FirstProblem(FoyerOptions o)
    {
        if (!o.PublicUrl.IsAbsoluteUri || o.PublicUrl.Scheme is not ("http" or "https") || o.PublicUrl.AbsolutePath != "/" || o.PublicUrl.Query.Length > 0)
            return "Foyer:PublicUrl must be an origin such as https://foyer.contoso.com, without a path.";
        if (o.PublicUrl.Scheme == "http" && !o.PublicUrl.IsLoopback)
            return "Foyer:PublicUrl may be http for localhost only; set an https address.";
        if (o.TrustedProxies.Find(proxy => FoyerOptions.Network(proxy) is null) is { } unreadable)
            return $"Foyer:TrustedProxies names \"{unreadable}\"; write an address such as 10.1.0.7, or a network such as 10.1.0.0/24.";
        if (o.Database.Provider is not ("Sqlite" or "Postgres"))
            return $"Foyer:Database:Provider is \"{o.Database.Provider}\"; set Sqlite or Postgres.";
        if (o.Database.Provider == "Postgres" && string.IsNullOrWhiteSpace(o.Database.ConnectionString))
            return "Foyer:Database:ConnectionString is missing; Postgres needs one, e.g. Host=db;Database=foyer;Username=foyer.";
        if (o.Tls.CertificatePath is null != o.Tls.KeyPath is null)
            return "Foyer:Tls:CertificatePath and Foyer:Tls:KeyPath belong together; set both or none.";
        if (o.Tls.CertificatePath is { } certificate && !File.Exists(certificate))
            return $"Foyer:Tls:CertificatePath names {certificate}, which is not there.";
        if (o.Tls.KeyPath is { } key && !File.Exists(key))
            return $"Foyer:Tls:KeyPath names {key}, which is not there.";
        if (WhyUnusable(o.Tls) is { } why)
            return $"Foyer:Tls:CertificatePath and Foyer:Tls:KeyPath cannot be used ({why}); name a certificate and its key in PEM form.";
        if (o.Tls.CertificatePath is not null && o.PublicUrl.Scheme != "https")
            return "Foyer:Tls:CertificatePath is set but Foyer:PublicUrl is http; make it https.";
        if (o.Smtp.Host is not null && string.IsNullOrWhiteSpace(o.Smtp.From))
            return "Foyer:Smtp:From is missing; set the address that invitations come from.";
        if (o.Smtp.From is { } from && !EmailAddress.TryParse(from, out _) && !from.EndsWith("@localhost", StringComparison.Ordinal))
            return $"Foyer:Smtp:From is \"{from}\", which is no address; set one such as invitations@contoso.example.";
        if (o.Smtp.CaPath is { } authority && !File.Exists(authority))
            return $"Foyer:Smtp:CaPath names {authority}, which is not there.";
        if (o.Smtp.Security is not ("StartTls" or "Tls" or "None"))
            return $"Foyer:Smtp:Security is \"{o.Smtp.Security}\"; set StartTls, Tls or None.";
        if (o.Smtp is { UserName: not null, Security: "None", Host: not null } && o.Smtp.Host is not ("localhost" or "127.0.0.1" or "::1"))
            return "Foyer:Smtp:Security is None with a user name: the password would travel in clear; set StartTls or Tls.";
        if (o.Smtp.UserName is null != o.Smtp.Password is null)
            return "Foyer:Smtp:UserName and Foyer:Smtp:Password belong together; set both or none.";
        if (o.Smtp.Port is < 1 or > 65535)
            return "Foyer:Smtp:Port must lie between 1 and 65535.";
        if (o.Smtp.Connections is < 1 or > 64)
            return "Foyer:Smtp:Connections must lie between 1 and 64.";
        if (o.Invitations.Lifetime <= TimeSpan.Zero || o.Invitations.Lifetime > TimeSpan.FromDays(366))
            return "Foyer:Invitations:Lifetime must lie between a moment and 366 days, e.g. 30.00:00:00.";
        if (o.Invitations.CodeLifetime <= TimeSpan.Zero || o.Invitations.CodeLifetime > TimeSpan.FromDays(1))
            return "Foyer:Invitations:CodeLifetime must lie between a moment and a day, e.g. 00:30:00.";
        if (o.Invitations.MaxFileBytes < 1)
            return "Foyer:Invitations:MaxFileBytes must be at least 1.";
        if (o.Invitations.RestoreWindow < TimeSpan.Zero)
            return "Foyer:Invitations:RestoreWindow cannot be negative; 00:00:00 means that a removed guest is gone.";
        if (o.Sessions.Idle <= TimeSpan.Zero || o.Sessions.Idle > o.Sessions.Absolute)
            return "Foyer:Sessions:Idle must be longer than nothing and no longer than Foyer:Sessions:Absolute.";
        if (o.Subscription.EveryTenant is not (null or "Free" or "Basic" or "Premium"))
            return $"Foyer:Subscription:EveryTenant is \"{o.Subscription.EveryTenant}\"; set Free, Basic or Premium, or leave it out.";
        return typeof(FoyerOptions.LimitOptions).GetProperties().Where(limit => (int)limit.GetValue(o.Limits)! < 1)
            .Select(limit => $"Foyer:Limits:{limit.Name} must be at least 1.").FirstOrDefault();
    }

    private static string? WhyUnusable(FoyerOptions.TlsOptions tls)
    {
        if (tls.CertificatePath is null) return null;
        try
        {
            using var pair = X509Certificate2.CreateFromPemFile(tls.CertificatePath, tls.KeyPath);
            return null;
        }
        catch (CryptographicException unreadable)
        {
            return unreadable.Message.TrimEnd('.');
        }
    }
}
