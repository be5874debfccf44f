using System.Collections.Concurrent;
using Foyer.Tenants;
using Foyer.Web.Text;

namespace Foyer.Branding;

/// <summary>A logo as a mail carries it: encoded already, so that a thousand letters share the same bytes.</summary>
public sealed record MailLogo(string ContentId, string ContentType, byte[] Base64, int Width, int Height, bool IsBanner, bool ShowsByDay, bool ShowsByNight)
{
    /// <summary>The picture inside an address, for showing a mail where no part of it can be named.</summary>
    public string DataAddress => $"data:{ContentType};base64,{System.Text.Encoding.ASCII.GetString(Base64).ReplaceLineEndings("")}";
}

/// <summary>Logos by content, encoded once a process. A handful for each organisation; when there are too many it begins anew.</summary>
public sealed class EncodedLogos
{
    private const int Most = 512;
    private readonly ConcurrentDictionary<(Guid Tenant, string Hash), byte[]> encoded = new();

    internal byte[]? Find(Guid tenantId, string hash) => encoded.GetValueOrDefault((tenantId, hash));

    internal byte[] Keep(Guid tenantId, string hash, byte[] bytes)
    {
        if (encoded.Count >= Most) encoded.Clear();
        return encoded[(tenantId, hash)] = System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n") + "\n");
    }
}

/// <summary>The logos in the mails of the current organisation: the banner of the reader's language, else the square one. Which there are is asked once a scope, however many letters.</summary>
public sealed class MailLogos(Benefits benefits, ReadLook read, EncodedLogos encoded)
{
    private List<PictureHead>? pictures;

    public async Task<MailLogo?> Of(Tenant tenant, Language language, CancellationToken ct)
    {
        pictures ??= benefits.MayBrand(tenant) ? await read.Pictures(tenant.Id, ct) : [];
        if (pictures.Count == 0) return null;
        var look = Look.Of(language.Code, [], pictures);
        if ((look.Picture(PictureKind.BannerLogo) ?? look.Picture(PictureKind.SquareLogo)) is not { } logo) return null;
        var bytes = encoded.Find(tenant.Id, logo.Hash);
        if (bytes is null)
        {
            if (await read.Bytes(tenant.Id, logo.Hash, ct) is not { } found) return null; // replaced just now
            bytes = encoded.Keep(tenant.Id, logo.Hash, found.Bytes);
        }
        return new($"logo.{logo.Hash}@foyer", logo.ContentType, bytes, logo.Width, logo.Height, logo.Kind == PictureKind.BannerLogo, logo.ShowsByDay, logo.ShowsByNight);
    }
}
