using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Foyer.Web;

/// <summary>
/// A certificate for localhost from an authority that exists only in <c>$FOYER_DATA/tls</c>: <c>./dev up --https</c> uses it,
/// because some clients (MSAL) speak to nothing but https. Clients trust <c>ca.pem</c>.
/// </summary>
internal static class LocalAuthority
{
    /// <summary>Makes what is missing or about to expire and returns the certificate's two PEM files.</summary>
    public static FoyerOptions.TlsOptions Prepare(string data, TimeProvider clock)
    {
        var folder = Path.Combine(data, "tls");
        PrivateFiles.CreateDirectory(folder);
        string In(string name) => Path.Combine(folder, name);
        var files = new FoyerOptions.TlsOptions { CertificatePath = In("localhost.pem"), KeyPath = In("localhost.key") };
        if (File.Exists(In("ca.pem")) && StillGood(files.CertificatePath, clock)) return files;

        var now = clock.GetUtcNow();
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=Foyer local authority", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using var ca = caRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(366));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.Create(ca, now.AddDays(-1), now.AddDays(365), RandomNumberGenerator.GetBytes(16));

        // The authority's key is not kept: it signs this one certificate and nobody can ever sign another.
        Write(files.KeyPath, key.ExportPkcs8PrivateKeyPem());
        Write(files.CertificatePath, certificate.ExportCertificatePem());
        Write(In("ca.pem"), ca.ExportCertificatePem());
        return files;
    }

    private static bool StillGood(string path, TimeProvider clock)
    {
        if (!File.Exists(path)) return false;
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.NotAfter.ToUniversalTime() > clock.UtcNow.AddDays(7);
    }

    private static void Write(string path, string text) => PrivateFiles.Write(path, System.Text.Encoding.ASCII.GetBytes(text), CancellationToken.None).GetAwaiter().GetResult();
}
