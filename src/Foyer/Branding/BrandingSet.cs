using Foyer.Data;
using Foyer.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Foyer.Branding;

/// <summary>The pictures of a branding, named as Graph names them (digest 8.3).</summary>
public enum PictureKind { BannerLogo, SquareLogo, SquareLogoDark, HeaderLogo, BackgroundImage, Favicon }

/// <summary>How an organisation's pages and mails look in one language; whatever is empty is as in the default set.</summary>
public sealed class BrandingSet : ITenantOwned
{
    public required Guid TenantId { get; init; }
    /// <summary><see cref="BrandingLocale.Default"/> or the code of one of the languages that pages are written in.</summary>
    public required string Locale { get; init; }
    /// <summary>The locale as it was first named: <c>fr-FR</c> stays that at Graph, though pages know one French.</summary>
    public required string Tag { get; init; }
    /// <summary><c>#rrggbb</c> around the card.</summary>
    public string? BackgroundColor { get; set; }
    /// <summary>Below what a page asks; with the few marks that <c>SignInText</c> reads.</summary>
    public string? SignInPageText { get; set; }
    public string? UsernameHintText { get; set; }
    public string? CustomPrivacyAndCookiesText { get; set; }
    public string? CustomPrivacyAndCookiesUrl { get; set; }
    public string? CustomTermsOfUseText { get; set; }
    public string? CustomTermsOfUseUrl { get; set; }
    public string? CustomForgotMyPasswordText { get; set; }
    public string? CustomAccountResetCredentialsUrl { get; set; }
    /// <summary>As its author wrote it; pages get what <c>CheckCss</c> makes of it.</summary>
    public string? CustomCss { get; set; }
    public string? CustomCssHash { get; set; }
    public required DateTime ChangedAt { get; set; }
}

/// <summary>A picture as pages and mails get it: decoded, checked and encoded anew.</summary>
public sealed class BrandingPicture : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required string Locale { get; init; }
    public required PictureKind Kind { get; init; }
    public required byte[] Bytes { get; set; }
    public required string ContentType { get; set; }
    /// <summary>Of the bytes; part of the address, so that browsers may keep the picture for good.</summary>
    public required string Hash { get; set; }
    public required int Width { get; set; }
    public required int Height { get; set; }
    /// <summary>Whether enough of it stands out from a white page, and from a dark one.</summary>
    public required bool ShowsByDay { get; set; }
    public required bool ShowsByNight { get; set; }
    public required DateTime ChangedAt { get; set; }
}

internal static class BrandingTables
{
    extension(FoyerDb db)
    {
        public DbSet<BrandingSet> BrandingSets => db.Set<BrandingSet>();
        public DbSet<BrandingPicture> BrandingPictures => db.Set<BrandingPicture>();
    }

    internal sealed class SetTable : IEntityTypeConfiguration<BrandingSet>
    {
        public void Configure(EntityTypeBuilder<BrandingSet> table)
        {
            table.ToTable("BrandingSets").HasKey(b => new { b.TenantId, b.Locale });
            table.HasOne<Tenant>().WithMany().HasForeignKey(b => b.TenantId);
            table.Property(b => b.Locale).HasMaxLength(16);
            table.Property(b => b.Tag).HasMaxLength(16);
            table.Property(b => b.BackgroundColor).HasMaxLength(7);
            table.Property(b => b.UsernameHintText).HasMaxLength(64);
            table.Property(b => b.CustomCss).HasMaxLength(CheckCss.MaxLength);
            table.Property(b => b.CustomCssHash).HasMaxLength(32);
        }
    }

    internal sealed class PictureTable : IEntityTypeConfiguration<BrandingPicture>
    {
        public void Configure(EntityTypeBuilder<BrandingPicture> table)
        {
            table.ToTable("BrandingPictures").HasKey(p => new { p.TenantId, p.Locale, p.Kind });
            table.HasOne<BrandingSet>().WithMany().HasForeignKey(p => new { p.TenantId, p.Locale });
            table.Property(p => p.Locale).HasMaxLength(16);
            table.Property(p => p.ContentType).HasMaxLength(16);
            table.Property(p => p.Hash).HasMaxLength(32);
        }
    }
}
