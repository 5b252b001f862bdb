# Buckets and objects.
. "$(dirname "$0")/lib.sh"

step "a bucket"
call s3api create-bucket --bucket shell
call s3api wait bucket-exists --bucket shell --cli-max-wait 30
check "the buckets" "$(call s3api list-buckets --query 'Buckets[?Name==`shell`].Name' --output text)" shell

step "a file goes and comes"
head -c 300000 /dev/urandom > "$folder/sent"
etag=$(call s3api put-object --bucket shell --key a/one --body "$folder/sent" --content-type image/png --metadata color=red,size=big --query ETag)
check "the type" "$(call s3api get-object --bucket shell --key a/one "$folder/received" --query ContentType --output text)" image/png
cmp "$folder/sent" "$folder/received"
check "the metadata" "$(call s3api head-object --bucket shell --key a/one --query 'Metadata.color' --output text)" red
check "the tag" "$(call s3api head-object --bucket shell --key a/one --query ETag)" "$etag"
call s3api get-object --bucket shell --key a/one --range bytes=0-9 "$folder/part" --output off
check "the length of a part" "$(wc -c < "$folder/part" | tr -d ' ')" 10

step "pages"
for number in 1 2 3 4 5; do
    call s3api put-object --bucket shell --key "b/$number" --body "$folder/part" --output off
done
keys=$(call s3api list-objects-v2 --bucket shell --prefix b/ --page-size 2 --query 'Contents[].Key' --output json | tr -d ' \n')
check "the keys" "$keys" '["b/1","b/2","b/3","b/4","b/5"]'
keys=$(call s3api list-objects --bucket shell --page-size 2 --query 'length(Contents)')
check "the keys by the older operation" "$keys" 6
token=$(call s3api list-objects-v2 --bucket shell --prefix b/ --max-items 3 --query NextToken | tr -d '"')
keys=$(call s3api list-objects-v2 --bucket shell --prefix b/ --starting-token "$token" --query 'Contents[].Key' --output text)
check "the rest" "$keys" "$(printf 'b/4\tb/5')"

step "tags, in shorthand syntax"
call s3api put-object-tagging --bucket shell --key a/one --tagging 'TagSet=[{Key=a,Value="b = c"},{Key=d,Value=e}]'
check "a tag" "$(call s3api get-object-tagging --bucket shell --key a/one --query 'TagSet[?Key==`a`].Value' --output text)" "b = c"

step "an object in parts"
upload=$(call s3api create-multipart-upload --bucket shell --key parts --query UploadId --output text)
part=$(call s3api upload-part --bucket shell --key parts --upload-id "$upload" --part-number 1 --body "$folder/sent" --query ETag --output text)
call s3api complete-multipart-upload --bucket shell --key parts --upload-id "$upload" \
    --multipart-upload "{\"Parts\": [{\"PartNumber\": 1, \"ETag\": \"$(echo "$part" | tr -d '"')\"}]}" --output off
check "the size" "$(call s3api head-object --bucket shell --key parts --query ContentLength)" 300000

step "errors"
fails 254 call s3api get-object --bucket shell --key none "$folder/none"
case $said in
*"An error occurred (NoSuchKey) when calling the GetObject operation: "*) ;;
*) check "the error" "$said" NoSuchKey ;;
esac
[ ! -e "$folder/none" ]
fails 252 call s3api get-object --bucket shell --key none
fails 254 call s3api delete-bucket --bucket shell

step "all is deleted"
objects=$(call s3api list-objects-v2 --bucket shell --query '{Objects: Contents[].{Key: Key}}')
call s3api delete-objects --bucket shell --delete "$objects" --output off
call s3api delete-bucket --bucket shell
call s3api wait bucket-not-exists --bucket shell --cli-max-wait 30
