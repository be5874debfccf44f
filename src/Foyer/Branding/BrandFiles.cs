using Foyer.Data;
using Foyer.Tenants;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Foyer.Branding;

/// <summary>
/// The files of a branding, for everybody: <c>/brand/{tenantId}.css</c> is the accent, <c>/brand/{tenantId}/{hash}.…</c> are pictures and the sheet
/// of a look. An address with a hash never means anything else, so browsers keep it for good.
/// </summary>
internal static class BrandFiles
{
    private const string ForGood = "public, max-age=31536000, immutable";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/brand/{tenantId:guid}.css", Accent).AllowAnonymous();
        routes.MapGet("/brand/{tenantId:guid}/{hash:regex(^[0-9a-f]{{32}}$)}.css", Sheet).AllowAnonymous();
        routes.MapGet("/brand/{tenantId:guid}/{hash:regex(^[0-9a-f]{{32}}$)}.{type:regex(^(png|jpg)$)}", Picture).AllowAnonymous();
    }

    /// <summary>An unknown tenant gets the same empty sheet as one without an accent (security rule 20).</summary>
    private static async Task<ContentHttpResult> Accent(Guid tenantId, HttpContext http, FoyerDb db, CancellationToken ct)
    {
        var accent = await db.Tenants.Where(t => t.Id == tenantId).Select(t => t.AccentColor).SingleOrDefaultAsync(ct);
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Text(AccentSheet.Of(accent), "text/css");
    }

    private static async Task<IResult> Sheet(Guid tenantId, string hash, HttpContext http, FoyerDb db, Benefits benefits, ReadLook read, CancellationToken ct)
    {
        if (!await MayBrand(tenantId, db, benefits, ct) || (await read.All(tenantId, ct)).Find(look => BrandSheet.HashOf(look) == hash) is not { } look) return TypedResults.NotFound();
        http.Response.Headers.CacheControl = ForGood;
        return TypedResults.Text(BrandSheet.Of(look, picture => $"/brand/{tenantId:D}/{picture.FileName}"), "text/css");
    }

    private static async Task<IResult> Picture(Guid tenantId, string hash, string type, HttpContext http, FoyerDb db, Benefits benefits, ReadLook read, CancellationToken ct)
    {
        if (!await MayBrand(tenantId, db, benefits, ct) || await read.Bytes(tenantId, hash, ct) is not var (bytes, contentType) || contentType == "image/jpeg" != (type == "jpg")) return TypedResults.NotFound();
        http.Response.Headers.CacheControl = ForGood;
        return TypedResults.Bytes(bytes, contentType);
    }

    /// <summary>Where the subscription has ended, files that somebody still links to are gone as well.</summary>
    private static async Task<bool> MayBrand(Guid tenantId, FoyerDb db, Benefits benefits, CancellationToken ct) =>
        await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == tenantId, ct) is { } tenant && benefits.MayBrand(tenant);
}
