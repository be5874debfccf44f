using System.Net;

namespace Foyer.Web;

/// <summary>Everything an operator can set, section <c>Foyer</c> of the configuration (docs/configuration.md).</summary>
public sealed class FoyerOptions
{
    /// <summary>The one origin that links, issuers and redirects are made from; never the Host header.</summary>
    public Uri PublicUrl { get; set; } = new("http://localhost:5080");

    /// <summary>Directory of the embedded store, keys and mail files. Environment variable <c>FOYER_DATA</c>.</summary>
    public string Data { get; set; } = ".foyer";

    /// <summary>Proxies on other machines whose <c>X-Forwarded-For</c> is believed: addresses, or networks such as <c>10.1.0.0/24</c>.</summary>
    public List<string> TrustedProxies { get; set; } = [];

    public DatabaseOptions Database { get; set; } = new();
    public SmtpOptions Smtp { get; set; } = new();
    public TlsOptions Tls { get; set; } = new();
    public InvitationOptions Invitations { get; set; } = new();
    public SessionOptions Sessions { get; set; } = new();
    public LimitOptions Limits { get; set; } = new();
    public SubscriptionOptions Subscription { get; set; } = new();

    /// <summary>Public address of a path of ours, e.g. <c>/redeem</c>.</summary>
    public string Url(string path) => PublicUrl.GetLeftPart(UriPartial.Authority) + path;

    /// <summary>Issuer of a tenant's tokens: <c>{PublicUrl}/{tenantId}/v2.0</c> (contract section 4).</summary>
    public string Issuer(Guid tenantId) => Url($"/{tenantId:D}/v2.0");

    /// <summary>Sender of all mail; without a setting an address at the public host, which only mail files can use.</summary>
    public string MailFrom => Smtp.From ?? "invitations@" + PublicUrl.IdnHost;

    /// <summary>What stands behind the @ of the sender and of message ids.</summary>
    public string MailHost => MailFrom[(MailFrom.LastIndexOf('@') + 1)..];

    /// <summary>A network, or the network of one address; null for anything else.</summary>
    internal static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;

    public sealed class DatabaseOptions
    {
        /// <summary><c>Sqlite</c> or <c>Postgres</c>.</summary>
        public string Provider { get; set; } = "Sqlite";
        public string? ConnectionString { get; set; }
    }

    public sealed class SmtpOptions
    {
        public string? Host { get; set; }
        public int Port { get; set; } = 587;
        public string? UserName { get; set; }
        public string? Password { get; set; }
        /// <summary><c>StartTls</c> (default), <c>Tls</c> (implicit) or <c>None</c>.</summary>
        public string Security { get; set; } = "StartTls";
        /// <summary>Envelope and header sender, e.g. <c>invitations@contoso.example</c>.</summary>
        public string? From { get; set; }
        /// <summary>PEM file of an authority to trust besides the system's, for a relay inside the house.</summary>
        public string? CaPath { get; set; }
        public int Connections { get; set; } = 4;
    }

    public sealed class TlsOptions
    {
        public string? CertificatePath { get; set; }
        public string? KeyPath { get; set; }
    }

    public sealed class InvitationOptions
    {
        /// <summary>How long an invitation holds.</summary>
        public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(30);
        /// <summary>How long the code of a copied link holds.</summary>
        public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(30);
        /// <summary>Largest CSV file, bytes.</summary>
        public long MaxFileBytes { get; set; } = 256L * 1024 * 1024;
        /// <summary>How long a removed guest can be restored.</summary>
        public TimeSpan RestoreWindow { get; set; } = TimeSpan.FromDays(30);
    }

    public sealed class SessionOptions
    {
        public TimeSpan Idle { get; set; } = TimeSpan.FromHours(12);
        public TimeSpan Absolute { get; set; } = TimeSpan.FromDays(7);
    }

    public sealed class SubscriptionOptions
    {
        /// <summary><c>Free</c>, <c>Basic</c> or <c>Premium</c> for every organisation, whatever it was given; null leaves each its own.</summary>
        public string? EveryTenant { get; set; }
    }

    /// <summary>Limits of security rule 18; each answers 429 with Retry-After and shows in the audit log.</summary>
    public sealed class LimitOptions
    {
        /// <summary>Wrong passwords for one account from one address, per 15 minutes.</summary>
        public int PasswordFailures { get; set; } = 10;
        /// <summary>Wrong passwords from one address over all accounts, per 15 minutes.</summary>
        public int PasswordFailuresPerAddress { get; set; } = 100;
        /// <summary>Sign-ins of programs without a browser (device codes) started from one address, per 15 minutes.</summary>
        public int DeviceCodesPerAddress { get; set; } = 100;
        /// <summary>Wrong codes typed on the page for such programs from one address, per 15 minutes.</summary>
        public int DeviceCodeGuesses { get; set; } = 20;
        /// <summary>Codes mailed to one recipient per hour.</summary>
        public int CodesPerRecipient { get; set; } = 5;
        /// <summary>Reports, and requests for a new link, from the bearer of one recipient's link per day.</summary>
        public int NoticesPerRecipient { get; set; } = 3;
        /// <summary>Invitations to one recipient per day, resends and those that were taken back again included.</summary>
        public int InvitationsPerRecipient { get; set; } = 10;
        /// <summary>Invitations of one inviter per hour; a batch that reaches it waits.</summary>
        public int InvitationsPerInviter { get; set; } = 1_000_000;
        /// <summary>Invitations of one tenant per hour.</summary>
        public int InvitationsPerTenant { get; set; } = 1_000_000;
        /// <summary>Requests to the Graph API by one app (for one person, when it speaks for one) per 10 seconds and process.</summary>
        public int GraphRequests { get; set; } = 8_000;
    }
}
