select content_type, content from product_images where digest = $1::text
