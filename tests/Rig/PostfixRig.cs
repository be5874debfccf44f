using MimeKit;

namespace Foyer.Rig;

/// <summary>
/// A real mail server from a private folder. Everything it accepts lands in one maildir, whoever it is for; addresses that start
/// with <c>tempfail</c> are answered 451, with <c>reject</c> 550, as if the far side had said so.
/// </summary>
public sealed class PostfixRig : IAsyncDisposable
{
    private const string Daemons = "/usr/lib/postfix/sbin";

    // Postfix's master changes users and back while it starts, and the kernel then forgets its parent-death signal; so a shell
    // keeps it for both. The master ends its daemons by signalling its process group, so it gets one to lead.
    private const string Guard = """setsid "$@" & master=$!; trap 'kill -TERM -- -$master; wait $master; exit 0' TERM; wait $master""";

    private readonly RigFolder folder = new();
    private readonly RigAuthority authority = new();
    private Child? guard;

    private PostfixRig()
    {
    }

    public string Host { get; } = "localhost";

    /// <summary>Takes mail from anybody, in plain text or after STARTTLS.</summary>
    public int Port { get; } = Ports.Free();

    /// <summary>Insists on STARTTLS, then on a password.</summary>
    public int SubmissionPort { get; } = Ports.Free();

    /// <summary>TLS from the first byte, then insists on a password.</summary>
    public int TlsPort { get; } = Ports.Free();

    public string UserName { get; } = "foyer@localhost";

    public string Password { get; } = "correct horse battery staple";

    /// <summary>The authority that signed the server's certificate, for clients to trust (SSL_CERT_FILE reads it too).</summary>
    public string CaFile => folder["ca.pem"];

    /// <summary>The same for use in process.</summary>
    public RigAuthority Authority => authority;

    /// <summary>What the mail server wrote about its work.</summary>
    public string Log => File.Exists(folder["data/maillog"]) ? File.ReadAllText(folder["data/maillog"]) : "";

    public static async Task<PostfixRig> Start(CancellationToken ct = default)
    {
        var rig = new PostfixRig();
        try
        {
            await rig.Begin(ct);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>The delivered messages, one RFC 5322 file each, oldest first.</summary>
    public IReadOnlyList<string> Messages() => Directory.Exists(folder["mail/all/new"])
        ? [.. new DirectoryInfo(folder["mail/all/new"]).GetFiles().OrderBy(f => f.LastWriteTimeUtc).Select(f => f.FullName)]
        : [];

    /// <summary>Waits (10 s unless told) for a delivered message that fits.</summary>
    public Task<MimeMessage> WaitForMessage(Func<MimeMessage, bool> fits, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var read = new Dictionary<string, MimeMessage>(StringComparer.Ordinal);
        return Eventually.Get(
            async token =>
            {
                foreach (var file in Messages())
                {
                    if (!read.ContainsKey(file))
                    {
                        read[file] = await MimeMessage.LoadAsync(file, token);
                    }
                }

                return read.Values.FirstOrDefault(fits);
            },
            timeout ?? TimeSpan.FromSeconds(10), () => $"No such message among the {read.Count} delivered.\n{Log}", ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (guard is not null)
        {
            await guard.Stop(Child.SigTerm, TimeSpan.FromSeconds(10));
            await guard.DisposeAsync();
        }

        authority.Dispose();
        folder.Dispose();
    }

    private async Task Begin(CancellationToken ct)
    {
        var postfix = Tool.Find("postfix", "postfix");
        var passwords = Tool.Find("saslpasswd2", "sasl2-bin");
        if (!Tool.IsRoot)
        {
            throw new RigException("Postfix changes users and so needs root: run ./dev test as root.");
        }

        var etc = folder.Sub("etc");
        folder.Sub("spool");
        await Tool.GiveTo("postfix", folder.Sub("data"), ct);
        await Tool.GiveTo("nobody", folder.Sub("mail"), ct);

        var (certificate, key) = authority.Issue();
        await File.WriteAllTextAsync(CaFile, authority.RootPem, ct);
        await File.WriteAllTextAsync(folder["cert.pem"], certificate, ct);
        await File.WriteAllTextAsync(folder["key.pem"], key, ct);

        // Debian's Postfix looks for Cyrus SASL's settings below its own configuration, whatever cyrus_sasl_config_path says.
        var sasl = folder.Sub("etc/sasl");
        await File.WriteAllTextAsync(
            Path.Combine(sasl, "smtpd.conf"),
            $"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {sasl}/sasldb2\nmech_list: PLAIN LOGIN SCRAM-SHA-256\n", ct);
        await Tool.Run(passwords, ["-c", "-p", "-f", $"{sasl}/sasldb2", "-u", "localhost", "foyer"], Password, ct);
        await Tool.GiveTo("postfix", sasl, ct);

        await File.WriteAllTextAsync(Path.Combine(etc, "recipients"), "/^tempfail/ 451 4.7.1 Try again later\n/^reject/ 550 5.1.1 No such person here\n", ct);
        await File.WriteAllTextAsync(Path.Combine(etc, "main.cf"), MainCf, ct);
        await File.WriteAllTextAsync(Path.Combine(etc, "master.cf"), MasterCf, ct);
        foreach (var shipped in Directory.GetFiles("/etc/postfix", "*-files").Concat(Directory.GetFiles("/etc/postfix", "dynamicmaps.cf")))
        {
            File.Copy(shipped, Path.Combine(etc, Path.GetFileName(shipped)));
        }

        await Tool.Run(postfix, ["-c", etc, "check"], ct: ct);

        guard = Child.Start("/bin/bash", ["-c", Guard, "guard", Path.Combine(Daemons, "master"), "-c", etc, "-d"], whenOrphaned: "TERM");
        foreach (var port in new[] { Port, SubmissionPort, TlsPort })
        {
            await guard.UntilListening(port, ct);
        }
    }

    private string MainCf => $"""
        compatibility_level = 3.6
        queue_directory = {folder["spool"]}
        data_directory = {folder["data"]}
        daemon_directory = {Daemons}
        maillog_file = {folder["data/maillog"]}
        maillog_file_prefixes = {folder.Path}
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = localhost
        mydestination =
        alias_maps =
        alias_database =
        virtual_mailbox_domains = static:all
        virtual_mailbox_maps = static:all/
        virtual_mailbox_base = {folder["mail"]}
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        smtpd_client_connection_rate_limit = 0
        smtpd_recipient_restrictions = check_recipient_access regexp:{folder["etc/recipients"]}, permit
        smtpd_tls_security_level = may
        smtpd_tls_cert_file = {folder["cert.pem"]}
        smtpd_tls_key_file = {folder["key.pem"]}
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_local_domain = localhost
        smtpd_tls_auth_only = yes

        """;

    private string MasterCf => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        127.0.0.1:{SubmissionPort} inet n - n - - smtpd
          -o smtpd_tls_security_level=encrypt
          -o smtpd_client_restrictions=permit_sasl_authenticated,reject
        127.0.0.1:{TlsPort} inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
          -o smtpd_client_restrictions=permit_sasl_authenticated,reject
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;
}
